#pragma once

#include "engine/base/clock.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace mfa::tool {

/// Reads `2026-11-23T10:00:00Z` (RFC 3339, UTC, whole seconds), as the helper writes it.
std::optional<WallTime> parse_rfc3339(std::string_view text);

/// "2026-11-23T18:00:00Z (in 8 h)", "… (over)"; the text alone, made safe, when it is no such time.
std::string until_in_words(std::string_view text, WallTime now);

} // namespace mfa::tool
