// What a policy looks at, for those who would otherwise find out more than it asks for.
#pragma once

#include "engine/policy/model.hpp"

namespace mfa::policy {

/// Whether a decision may depend on the groups of a principal: a statement names a group, or asks
/// for `host:Groups` in a condition or a variable.
[[nodiscard]] bool mentions_groups(const PolicySet& set);

} // namespace mfa::policy
