#pragma once

#include "engine/policy/cases/case_file.hpp"
#include "engine/policy/model.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace mfa::policy::cases {

struct CaseResult {
    const Case* tested;
    Decision decision;
    std::string problem; ///< one sentence; empty: as expected

    [[nodiscard]] bool has_passed() const { return problem.empty(); }
};

struct RunResult {
    std::vector<CaseResult> results; ///< one for each case, in order
    /// Statements that apply to no request of any case.
    std::vector<const Statement*> unreached;

    [[nodiscard]] std::size_t failures() const;
};

/// Points into `set` and `all`.
RunResult run_cases(const PolicySet& set, std::span<const Case> all);

} // namespace mfa::policy::cases
