// Small, strict text functions that more than one folder needs.
#pragma once

#include "engine/base/clock.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mfa {

/// Decimal digits only, no sign, no blanks, within the type.
std::optional<std::uint64_t> parse_unsigned(std::string_view text);

/// `90`, `90s`, `15m`, `12h`, `7d`: a positive number of seconds, or nothing.
std::optional<std::chrono::seconds> parse_duration(std::string_view text);

/// Lower-case hexadecimal.
std::string to_hex(std::span<const std::uint8_t> bytes);
std::optional<std::vector<std::uint8_t>> from_hex(std::string_view text);

/// The value of one hexadecimal digit in either case.
std::optional<unsigned> hex_digit(char c);

/// ASCII only: locale never changes what a name means.
std::string to_lower(std::string_view text);

/// Makes text safe for a terminal or a log line: control characters, DEL, backslash, and bytes that
/// are no UTF-8 become `\xNN`.
std::string escape_controls(std::string_view text);

/// `2026-11-23T10:00:00Z` (RFC 3339, UTC).
std::string format_rfc3339(WallTime time);

std::vector<std::string_view> split(std::string_view text, char separator);

/// Whether the name can be a login name here: 1 to 64 bytes, no `/`, `:`, control characters or
/// leading `-`, and neither `.` nor `..`. Checked before a name is used for anything at all.
bool is_acceptable_user_name(std::string_view name);

} // namespace mfa
