#pragma once

#include "engine/policy/context.hpp"
#include "engine/policy/match.hpp"
#include "engine/policy/model.hpp"

#include <string>

namespace mfa::policy::explain {

/// Why the condition holds for that context or does not, in one sentence.
std::string condition_reason(const Condition& condition, const Context& context, Match match);

} // namespace mfa::policy::explain
