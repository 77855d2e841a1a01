#pragma once

#include "engine/policy/context.hpp"
#include "engine/policy/match.hpp"
#include "engine/policy/model.hpp"

namespace mfa::policy {

/// Whether the condition holds for the request's context.
Match match_condition(const Condition& condition, const Context& context);

/// One value of the request against the condition's values, negation counted: what
/// match_condition() asks of each value that the key has. Not for Null.
Match match_value(const Condition& condition, const Context& context, std::string_view value);

} // namespace mfa::policy
