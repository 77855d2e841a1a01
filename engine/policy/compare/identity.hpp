#pragma once

#include "engine/policy/explain/written.hpp"

#include <string>

namespace mfa::policy::compare {

/// The same for statements that mean the same because they say the same: order, repetition, the
/// Sid and the case of what ignores case count for nothing.
std::string identity_of(const explain::WrittenStatement& statement);

} // namespace mfa::policy::compare
