// What the tests of the linter share.
#pragma once

#include "engine/policy/lint/lint.hpp"
#include "tests/unit/policy/support.hpp"

#include <map>
#include <string>
#include <vector>

namespace mfa::test {

/// A machine on which every path is a good file but those that a test names.
class FakeHost final : public policy::lint::HostFacts {
public:
    std::map<std::string, policy::lint::PathFacts> paths;
    std::vector<std::string> own_services;

    FakeHost() = default;
    explicit FakeHost(std::map<std::string, policy::lint::PathFacts> known)
        : paths{std::move(known)} {}

    [[nodiscard]] policy::lint::PathFacts look(const std::string& path) const override {
        const auto found = paths.find(path);
        return found != paths.end()
                   ? found->second
                   : policy::lint::PathFacts{policy::lint::PathState::file, path, {}};
    }
    [[nodiscard]] std::vector<std::string> services() const override { return own_services; }
};

inline policy::lint::LintResult lint_texts(const std::vector<std::string>& texts,
                                           const policy::lint::HostFacts& facts = FakeHost{}) {
    std::vector<policy::Source> sources;
    sources.reserve(texts.size());
    for (const std::string& text : texts) {
        sources.push_back(
            {std::to_string(sources.size() + 1) + ".yaml", text, policy::Format::yaml});
    }
    return policy::lint::lint(sources, facts);
}

/// `CODE CODE …`, in the order of the text.
inline std::string codes_of(const policy::lint::LintResult& result) {
    std::string codes;
    for (const auto& finding : result.findings) {
        codes += (codes.empty() ? "" : " ") + finding.code;
    }
    return codes;
}

/// What the findings with that code say; there must be one.
inline std::string message_of(const policy::lint::LintResult& result, const std::string& code) {
    std::string message;
    for (const auto& finding : result.findings) {
        message += finding.code == code ? finding.message + "\n" : "";
    }
    if (message.empty()) {
        throw CheckFailed{"no finding " + code + ", but " + codes_of(result)};
    }
    return message;
}

/// What the linter has to say about one statement beside a policy that it likes.
inline std::string codes_beside_base(const std::string& statements,
                                     const policy::lint::HostFacts& facts = FakeHost{}) {
    return codes_of(lint_texts(
        {read_corpus("lint/base.yaml"), "Version: 2012-10-17\nStatement:\n" + statements}, facts));
}

} // namespace mfa::test
