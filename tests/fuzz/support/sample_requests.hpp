// Requests that a policy was made for: random ones would pass by nearly every statement. And a
// policy for fuzzers of what a policy is asked.
#pragma once

#include "engine/policy/policy.hpp"

#include <vector>

namespace mfa::fuzz {

/// For each of the first statements two requests with its action, its resource and values for the
/// keys of its conditions, and one that nothing is known about.
std::vector<policy::Request> sample_requests(const policy::PolicySet& set);

/// A policy for those whose input is no policy: it allows, denies, and looks at the context.
const policy::PolicySet& fixed_policy();

} // namespace mfa::fuzz
