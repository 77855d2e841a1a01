// Who asks, and what the variables of the statements stand for: settled before anything else, so
// that every pattern that is left is one without variables.
#pragma once

#include "engine/policy/compare/scope.hpp"
#include "engine/policy/compare/space.hpp"

#include <set>
#include <string>
#include <vector>

namespace mfa::policy::compare {

/// A request without action, resource and groups, with the keys that variables name.
struct Circumstance {
    Request request;
    int cost = 0;
};

struct Circumstances {
    std::vector<Circumstance> all;
    std::set<std::string> keys; ///< settled here, in lower case
    std::set<std::string> cuts; ///< what was left out, a sentence each
};

/// As on a host: aws:username and aws:PrincipalArn are the user's own.
Circumstances circumstances_of(const Space& space, const Scope& scope, std::size_t states_max);

} // namespace mfa::policy::compare
