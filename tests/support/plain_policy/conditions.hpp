#pragma once

#include "tests/support/plain_policy/tree.hpp"
#include "tests/support/plain_policy/variables.hpp"

#include <string>

namespace mfa::test::plain {

/// Whether one operator holds for one key. `values` is what the policy has for them.
bool condition_holds(const std::string& op, const std::string& key, const Tree& values,
                     Version version, const Context& context);

} // namespace mfa::test::plain
