#pragma once

#include "engine/policy/document.hpp"
#include "engine/policy/element_reader.hpp"
#include "engine/policy/model.hpp"

#include <vector>

namespace mfa::policy {

/// The value of Condition: operator → key → value or list of values.
std::vector<Condition> parse_conditions(const Member& member, TemplateRules::Variables variables,
                                        ElementReader& reader);

} // namespace mfa::policy
