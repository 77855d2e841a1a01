// The model back into documents. What is printed says the same in one way of the many in which it
// may have been written: numbers without needless zeros, every list as a list, every operator once.
#pragma once

#include "engine/policy/model.hpp"
#include "engine/policy/source.hpp"

#include <vector>

namespace mfa::test {

/// One JSON document for each file of the set, in their order, each statement on one line.
std::vector<policy::Source> print(const policy::PolicySet& set);

} // namespace mfa::test
