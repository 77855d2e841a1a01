// Finds what is valid in a policy and most likely wrong. Pure: what it needs to know about a
// machine comes in through HostFacts.
#pragma once

#include "engine/policy/lint/host_facts.hpp"
#include "engine/policy/source.hpp"

#include <optional>
#include <span>
#include <vector>

namespace mfa::policy::lint {

struct LintResult {
    /// Of the whole policy; nothing when it does not load.
    std::optional<std::size_t> statements;
    /// In the order of the sources, then of the text. Of a policy that does not load: its errors
    /// alone, as nobody can say what it would decide.
    std::vector<Finding> findings;

    [[nodiscard]] bool has(Severity severity) const;
};

/// All documents together, as they are evaluated together.
LintResult lint(std::span<const Source> sources, const HostFacts& facts);

} // namespace mfa::policy::lint
