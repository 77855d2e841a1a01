#pragma once

#include "engine/policy/document.hpp"
#include "engine/policy/element_reader.hpp"
#include "engine/policy/model.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace mfa::policy {

/// `true` or `false`, in any case.
std::optional<bool> parse_boolean(std::string_view text);

/// The values of one condition as its operator reads them. Nothing when there are none to read;
/// each that cannot be read is reported.
std::optional<ConditionValues> parse_values(const std::vector<const Node*>& nodes,
                                            const Operator& op, TemplateRules::Variables variables,
                                            ElementReader& reader);

} // namespace mfa::policy
