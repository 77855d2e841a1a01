// What changes between two policies, and what one policy never does: found by construction, with an
// example request for each answer. "Nothing" is a proof when no cut is told.
//
// Requests are those of hosts: of a user whose login name, ARN and groups are also his
// aws:username, aws:PrincipalArn and host:Groups; aws:MultiFactorAuthPresent is `true`, `false` or
// missing; a key that hosts give one value for has no several. Beyond that any key may have any
// value, whatever the others have.
#pragma once

#include "engine/policy/compare/search.hpp"
#include "engine/policy/evaluate.hpp"
#include "engine/policy/load.hpp"

#include <set>
#include <span>
#include <string>
#include <vector>

namespace mfa::policy::compare {

/// A policy that has loaded, and what it was made of.
struct Policy {
    std::span<const Source> sources;
    const PolicySet& set;
};

struct Difference {
    Request request; ///< the plainest of those that differ in this way
    Decision before;
    Decision after;
    std::vector<StatementRef> removed; ///< that apply to it and are in the old policy alone
    std::vector<StatementRef> added;   ///< in the new policy alone

    [[nodiscard]] bool is_new_access() const {
        return before.kind != DecisionKind::allow && after.kind == DecisionKind::allow;
    }
};

struct Comparison {
    /// One for each pair of decisions and the changed statements behind it; new access first, then
    /// lost access, then denials of another kind.
    std::vector<Difference> differences;
    std::size_t removed = 0; ///< statements that the new policy does not have
    std::size_t added = 0;
    std::set<std::string> cuts; ///< what was not looked at; empty: everything was

    [[nodiscard]] bool has_new_access() const;
};

Comparison compare(const Policy& before, const Policy& after, const Limits& limits);

struct Allowed {
    Request request;
    Decision decision;
};

struct AllowedSearch {
    std::vector<Allowed> found; ///< the plainest first, and perhaps others; empty: nothing
    std::set<std::string> cuts;
};

/// What the policy allows within the scope.
AllowedSearch find_allowed(const Policy& policy, const Scope& scope, const Limits& limits);

} // namespace mfa::policy::compare
