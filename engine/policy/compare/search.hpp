// Goes through all requests that the statements can tell apart, one for each way in which they are
// told apart: first who asks and what variables stand for, then action, resource, and each key in
// turn. What lets the same statements through is looked at once, by its plainest example; what can
// no longer come to what is looked for, or has come to it, is not followed further.
#pragma once

#include "engine/policy/compare/goal.hpp"
#include "engine/policy/compare/scope.hpp"
#include "engine/policy/compare/space.hpp"

#include <set>
#include <string>
#include <vector>

namespace mfa::policy::compare {

struct Example {
    Request request;
    /// The statements that apply and make a difference: of several that both policies have and that
    /// allow it, perhaps only some.
    Bits applying;
    int cost = 0;
};

struct SearchResult {
    /// Requests that meet the goal. Of a difference one for each set of `wanted` statements that
    /// apply together; of what is allowed the plainest, and perhaps others.
    std::vector<Example> examples;
    std::set<std::string> cuts; ///< what was left out, a sentence each; empty: nothing
};

/// Requests that meet the goal and to which one of `wanted` applies.
SearchResult search(const Space& space, const Bits& wanted, Goal::Kind goal, const Scope& scope,
                    const Limits& limits);

} // namespace mfa::policy::compare
