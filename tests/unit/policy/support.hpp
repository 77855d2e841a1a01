// What the tests of the policy engine share.
#pragma once

#include "engine/policy/policy.hpp"
#include "tests/support/cmocka_cpp.hpp"

#include <fstream>
#include <initializer_list>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace mfa::policy {

inline std::ostream& operator<<(std::ostream& stream, const Position& position) {
    return stream << position.line << ":" << position.column;
}

inline std::ostream& operator<<(std::ostream& stream, DecisionKind kind) {
    return stream << decision_name(kind);
}

} // namespace mfa::policy

namespace mfa::test {

inline std::string read_corpus(const std::string& name) {
    std::ifstream file{std::string{MFA_CORPUS_FOLDER "/"} + name, std::ios::binary};
    if (!file) {
        throw std::runtime_error{"cannot read " + name};
    }
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

inline policy::LoadResult load_text(const std::string& text, std::string name = "") {
    const policy::Format format = policy::format_for(name, text);
    const std::vector<policy::Source> sources{{std::move(name), text, format}};
    return policy::load(sources);
}

inline policy::PolicySet must_load(const std::string& text) {
    auto loaded = load_text(text);
    if (!loaded.set) {
        throw CheckFailed{"does not load: " + text + "\n" + render(loaded.findings.front())};
    }
    return std::move(*loaded.set);
}

/// The code of the only finding; all of them where there are more.
inline std::string finding_codes(const std::string& text) {
    std::string codes;
    for (const policy::Finding& finding : load_text(text).findings) {
        codes += (codes.empty() ? "" : " ") + finding.code;
    }
    return codes;
}

using Values = std::vector<std::string>;
using ContextEntries = std::initializer_list<std::pair<std::string, Values>>;

inline policy::Request request(std::string action, std::string resource,
                               ContextEntries entries = {}) {
    policy::Request request;
    request.action = std::move(action);
    request.resource = std::move(resource);
    for (const auto& [key, values] : entries) {
        request.context.set(key, values);
    }
    return request;
}

} // namespace mfa::test
