// Goes through all requests that the statements can tell apart, one for each way in which they are
// told apart: first who asks and what variables stand for, then action, resource, groups and each
// key in turn. What lets the same statements through is looked at once, by its plainest example.
#pragma once

#include "engine/policy/compare/scope.hpp"
#include "engine/policy/compare/space.hpp"

#include <set>
#include <string>
#include <vector>

namespace mfa::policy::compare {

struct Example {
    Request request;
    Bits applying;
    int cost = 0;
};

struct SearchResult {
    std::vector<Example> examples; ///< one for each set of statements that apply together
    std::set<std::string> cuts;    ///< what was left out, a sentence each; empty: nothing
};

/// Every set of applying statements that has one of `wanted` among them.
SearchResult search(const Space& space, const Bits& wanted, const Scope& scope,
                    const Limits& limits);

} // namespace mfa::policy::compare
