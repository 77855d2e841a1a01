// Text as a row of characters, in which a wildcard is a character of its own.
#pragma once

#include <string>
#include <string_view>

namespace mfa::test::plain {

using Characters = std::u32string;

inline constexpr char32_t any_text = 0x110000; ///< beyond Unicode
inline constexpr char32_t any_character = 0x110001;
inline constexpr char32_t bad_byte = 0x120000; ///< and upwards: a byte that is no UTF-8

/// Each character of UTF-8 text.
Characters literal(std::string_view text);
/// The same, but `*` and `?` are wildcards.
Characters with_wildcards(std::string_view text);

/// A-Z become a-z.
std::string to_lower(std::string_view text);
Characters to_lower(Characters text);

/// Whether the pattern covers the whole text.
bool matches(std::u32string_view pattern, std::u32string_view text);

} // namespace mfa::test::plain
