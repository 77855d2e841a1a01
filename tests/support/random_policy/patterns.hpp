// What may stand in a policy: patterns of actions, resources and ARNs, and the values of
// conditions.
#pragma once

#include "tests/support/plain_policy/variables.hpp"
#include "tests/support/random_policy/vocabulary.hpp"

#include <string>

namespace mfa::test::random {

std::string action_pattern(Dice& dice);
std::string resource_pattern(Dice& dice);

/// One value of a condition, as JSON; a number or boolean without quotes where `is_bare`.
std::string policy_value(Dice& dice, const Operator& op, plain::Version version, bool is_bare);

} // namespace mfa::test::random
