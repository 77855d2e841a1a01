#pragma once

#include "engine/policy/policy.hpp"

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace mfa::tool {

/// `[{"effect", "sid", "file", "line"}]`: the statements that decided.
nlohmann::ordered_json statements_json(const policy::Decision& decision);

/// The decision's name, then `FILE:LINE SID` for each statement, a line each.
std::string decision_text(const policy::Decision& decision);

} // namespace mfa::tool
