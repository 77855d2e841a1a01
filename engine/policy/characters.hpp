// Text as characters: what a `?` stands for.
#pragma once

#include <string>
#include <string_view>

namespace mfa::policy {

/// A character as a number: its UTF-8 bytes, the first one highest. A byte that begins no UTF-8
/// sequence is a character of its own.
using Character = char32_t;

/// Above every character; for what is no character.
inline constexpr Character characters_end = 0xff00'0000;

/// Takes the first character off `text`, which is not empty.
Character take_character(std::string_view& text);

/// The bytes of it.
std::string text_of(Character character);

/// `A` to `Z` as `a` to `z`, everything else as it is.
constexpr Character folded(Character character) {
    return character >= U'A' && character <= U'Z' ? character - U'A' + U'a' : character;
}

} // namespace mfa::policy
