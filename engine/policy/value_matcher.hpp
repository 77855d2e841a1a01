#pragma once

#include "engine/policy/context.hpp"
#include "engine/policy/match.hpp"
#include "engine/policy/model.hpp"

#include <span>
#include <string>
#include <vector>

namespace mfa::policy {

/// For each value of a request: does any of the condition's values fit? Negation comes later; a
/// value that the operator cannot read fits none. Each value of the policy is resolved once, one
/// after the other, so that they never take memory together. Not for Null.
std::vector<Match> match_each(const Condition& condition, const Context& context,
                              std::span<const std::string> values);

} // namespace mfa::policy
