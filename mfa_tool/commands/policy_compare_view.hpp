#pragma once

#include "engine/policy/compare/compare.hpp"

#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>

namespace mfa::tool {

/// Each difference with its example, then what was not looked at, then the sum.
std::string comparison_text(const policy::compare::Comparison& comparison);
nlohmann::ordered_json comparison_json(const policy::compare::Comparison& comparison);

/// A request as the options of simulate and explain, on one line.
std::string request_text(const policy::Request& request);
/// A request in the form of `simulate --requests`.
nlohmann::ordered_json request_json(const policy::Request& request);

/// `not looked at: …`, a line each.
std::string cuts_text(const std::set<std::string>& cuts);

} // namespace mfa::tool
