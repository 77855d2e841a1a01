#pragma once

#include "engine/policy/json_mistake.hpp"

#include <optional>
#include <string_view>

namespace mfa::policy {

/// What is wrong in the string whose opening quote is at `begin`; nothing when it is a string.
std::optional<JsonMistake> find_json_string_mistake(std::string_view text, std::size_t begin);

} // namespace mfa::policy
