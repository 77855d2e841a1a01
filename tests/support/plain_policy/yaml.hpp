#pragma once

#include "tests/support/plain_policy/tree.hpp"

#include <string>

namespace mfa::test::plain {

/// The tree as YAML in blocks, every text in double quotes.
std::string yaml_text(const Tree& tree);

} // namespace mfa::test::plain
