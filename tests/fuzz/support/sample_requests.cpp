#include "tests/fuzz/support/sample_requests.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace mfa::fuzz {

namespace {

using policy::Pattern;

constexpr std::size_t statements_max = 4;
constexpr std::array<const char*, 7> values{"true",     "alice",
                                            "5",        "2026-11-23T10:00:00Z",
                                            "10.0.0.1", "arn:aws:iam::123456789012:user/alice",
                                            "YQ=="};

/// Some text that the pattern covers.
std::string text_for(const Pattern& pattern) {
    std::string text;
    for (const policy::Character symbol : pattern.symbols()) {
        if (symbol == Pattern::any_text) {
            text += "some";
        } else {
            text += symbol == Pattern::any_character ? "x" : policy::text_of(symbol);
        }
    }
    return text;
}

policy::Request request_for(const policy::Statement& statement, std::size_t variant) {
    policy::Request request;
    request.principal = {"alice", 1000, std::vector<std::string>{"staff"},
                         "arn:aws:iam::123456789012:user/alice"};
    for (std::size_t i = 0; i < statement.conditions.size(); ++i) {
        const auto& condition = statement.conditions[i];
        std::vector<std::string> own{values.at((i + variant) % values.size())};
        if (condition.op.qualifier != policy::SetQualifier::none) {
            own.emplace_back(values.at((i + variant + 1) % values.size()));
        }
        request.context.set(condition.key, std::move(own));
    }
    add_principal_keys(request);
    const auto& actions = statement.actions.patterns;
    request.action = text_for(actions.at(variant % actions.size()));
    const auto& resources = statement.resources.templates;
    const auto resource = resources.at(variant % resources.size()).resolve(request.context);
    request.resource = resource ? text_for(*resource) : "arn:aws:host:web1:000000000000:host";
    return request;
}

} // namespace

std::vector<policy::Request> sample_requests(const policy::PolicySet& set) {
    std::vector<policy::Request> requests{{{}, "host:StartFullSession", "arn:aws:host:::x", {}}};
    const auto& statements = set.statements();
    for (std::size_t i = 0; i < std::min(statements.size(), statements_max); ++i) {
        requests.push_back(request_for(statements[i], i));
        requests.push_back(request_for(statements[i], i + values.size() / 2));
    }
    return requests;
}

const policy::PolicySet& fixed_policy() {
    static const auto loaded =
        policy::load(std::array{policy::Source{"fixed.json",
                                               R"({"Version": "2012-10-17", "Statement": [
             {"Sid": "Own", "Effect": "Allow", "Action": "iam:*",
              "Resource": "arn:aws:iam::*:mfa/${aws:username}"},
             {"Sid": "NoMfa", "Effect": "Deny", "NotAction": "iam:Get*", "Resource": "*",
              "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}]})",
                                               policy::Format::json}});
    return loaded.set.value();
}

} // namespace mfa::fuzz
