// What the comparisons of the engine with the plain evaluator share.
#pragma once

#include "tests/support/plain_policy/policy.hpp"
#include "tests/support/random_policy/policy.hpp"
#include "tests/unit/policy/support.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace mfa::test {

inline policy::Request engine_request(const plain::Request& asked) {
    policy::Request request;
    request.principal = {asked.user, asked.uid, asked.groups, asked.arn};
    request.action = asked.action;
    request.resource = asked.resource;
    for (const auto& [key, values] : asked.context) {
        request.context.set(key, values);
    }
    add_principal_keys(request);
    return request;
}

inline policy::PolicySet must_load_all(const std::vector<std::string>& documents) {
    std::vector<policy::Source> sources;
    sources.reserve(documents.size());
    for (const std::string& text : documents) {
        sources.push_back(
            {"document " + std::to_string(sources.size()), text, policy::Format::json});
    }
    auto loaded = policy::load(sources);
    if (!loaded.set) {
        throw CheckFailed{render(loaded.findings.front())};
    }
    return std::move(*loaded.set);
}

/// In the words of the plain evaluator.
inline plain::Decision engine_decision(const policy::PolicySet& set, const policy::Request& asked) {
    const policy::Decision decision = evaluate(set, asked);
    plain::Decision result{std::string{decision_name(decision.kind)}, {}};
    const auto& all = set.statements();
    for (const policy::StatementRef& ref : decision.statements) {
        const auto found =
            std::find_if(all.begin(), all.end(), [&](const policy::Statement& statement) {
                return statement.file == ref.file && statement.line == ref.line;
            });
        if (found == all.end() || found->effect != ref.effect || found->sid != ref.sid) {
            throw CheckFailed{"decided by a statement that is none: " + ref.file + ":" +
                              std::to_string(ref.line)};
        }
        result.statements.push_back(static_cast<std::size_t>(found - all.begin()));
    }
    return result;
}

/// `Allow by 0 2`.
inline std::string described(const plain::Decision& decision) {
    std::string text = decision.kind + " by";
    for (const std::size_t index : decision.statements) {
        text += " " + std::to_string(index);
    }
    return text;
}

/// Whether this build of the engine knows `Principal` with `User` and `Group`.
inline random::Features engine_features() {
    const auto loaded =
        load_text(R"({"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*",
                                       "Principal": {"User": "alice", "Group": "wheel"}}})");
    return {loaded.set.has_value()};
}

} // namespace mfa::test
