// What a policy looks at, for those who would otherwise find out more than it asks for.
#pragma once

#include "engine/policy/model.hpp"

#include <vector>

namespace mfa::policy {

using Variables = std::vector<const Variable*>;

/// The variables in it, in the order of the text.
[[nodiscard]] Variables variables_in(const Template& text);
[[nodiscard]] Variables variables_in(const ArnTemplate& arn);
/// The same for each value of a condition; empty where values of that kind can have none.
[[nodiscard]] std::vector<Variables> variables_in(const ConditionValues& values);

/// Whether a decision may depend on the groups of a principal: a statement names a group, or asks
/// for `host:Groups` in a condition or a variable.
[[nodiscard]] bool mentions_groups(const PolicySet& set);

} // namespace mfa::policy
