// Two policies as texts, compared.
#pragma once

#include "engine/policy/compare/compare.hpp"
#include "tests/unit/policy/support.hpp"

#include <string>
#include <vector>

namespace mfa::test {

struct Loaded {
    std::vector<policy::Source> sources;
    policy::PolicySet set;

    [[nodiscard]] policy::compare::Policy policy() const { return {sources, set}; }
};

inline Loaded loaded(const std::string& name, const std::string& text) {
    std::vector<policy::Source> sources{{name, text, policy::format_for(name, text)}};
    auto result = policy::load(sources);
    if (!result.set) {
        throw CheckFailed{render(result.findings.front()) + "\n" + text};
    }
    return {std::move(sources), std::move(*result.set)};
}

inline policy::compare::Comparison compared(const std::string& before, const std::string& after,
                                            const policy::compare::Limits& limits = {}) {
    const Loaded old_policy = loaded("old.yaml", before);
    const Loaded new_policy = loaded("new.yaml", after);
    auto comparison = compare(old_policy.policy(), new_policy.policy(), limits);
    // Whatever it says, the engine says the same.
    for (const auto& difference : comparison.differences) {
        CHECK_EQUAL(evaluate(old_policy.set, difference.request).kind, difference.before.kind);
        CHECK_EQUAL(evaluate(new_policy.set, difference.request).kind, difference.after.kind);
        CHECK(difference.before.kind != difference.after.kind);
    }
    return comparison;
}

} // namespace mfa::test
