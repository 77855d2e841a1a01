// The definition of a pattern, word for word, as a table over pattern and text: slow, and without
// anything that could be clever and wrong.
#pragma once

#include "engine/policy/wildcard.hpp"

#include <string_view>
#include <vector>

namespace mfa::fuzz {

/// Where characters of the text begin, by byte; the end counts too. A character is a sequence of
/// well-formed UTF-8 (RFC 3629, the table of its section 4), or else one byte.
inline std::vector<bool> character_starts(std::string_view text) {
    const auto in = [&](std::size_t at, unsigned low, unsigned high) {
        const unsigned byte = at < text.size() ? static_cast<unsigned char>(text[at]) : 0x100U;
        return low <= byte && byte <= high;
    };
    const auto tail = [&](std::size_t at) { return in(at, 0x80, 0xBF); };
    const auto length = [&](std::size_t at) -> std::size_t {
        if (in(at, 0xC2, 0xDF) && tail(at + 1)) {
            return 2;
        }
        const bool is_three = (in(at, 0xE0, 0xE0) && in(at + 1, 0xA0, 0xBF)) ||
                              (in(at, 0xE1, 0xEC) && tail(at + 1)) ||
                              (in(at, 0xED, 0xED) && in(at + 1, 0x80, 0x9F)) ||
                              (in(at, 0xEE, 0xEF) && tail(at + 1));
        if (is_three && tail(at + 2)) {
            return 3;
        }
        const bool is_four = (in(at, 0xF0, 0xF0) && in(at + 1, 0x90, 0xBF)) ||
                             (in(at, 0xF1, 0xF3) && tail(at + 1)) ||
                             (in(at, 0xF4, 0xF4) && in(at + 1, 0x80, 0x8F));
        return is_four && tail(at + 2) && tail(at + 3) ? 4 : 1;
    };
    std::vector<bool> starts(text.size() + 1, false);
    for (std::size_t at = 0; at < text.size(); at += length(at)) {
        starts[at] = true;
    }
    starts[text.size()] = true;
    return starts;
}

/// The pattern as it is written: bytes, and what no byte is for its wildcards.
inline std::vector<policy::Character> units_of(const policy::Pattern& pattern) {
    std::vector<policy::Character> units;
    for (const policy::Character symbol : pattern.symbols()) {
        if (symbol >= policy::characters_end) {
            units.push_back(symbol);
            continue;
        }
        for (const char byte : policy::text_of(symbol)) {
            units.push_back(static_cast<unsigned char>(byte));
        }
    }
    return units;
}

/// `*` is any characters, `?` any one character, every other unit its byte.
inline bool matches_by_table(const policy::Pattern& pattern, std::string_view text,
                             policy::LetterCase letter_case) {
    const auto starts = character_starts(text);
    const auto fold = [&](policy::Character unit) {
        const bool is_capital = unit >= 'A' && unit <= 'Z';
        return is_capital && letter_case == policy::LetterCase::ignored ? unit + ('a' - 'A') : unit;
    };
    // reached[i]: the units so far can cover exactly the first i bytes.
    std::vector<bool> reached(text.size() + 1, false);
    reached[0] = true;
    for (const policy::Character unit : units_of(pattern)) {
        std::vector<bool> next(text.size() + 1, false);
        bool is_under_way = false; // a `*` that began at or before i, a `?` that began before i
        for (std::size_t i = 0; i <= text.size(); ++i) {
            if (unit == policy::Pattern::any_text) {
                is_under_way = is_under_way || (starts[i] && reached[i]);
                next[i] = is_under_way && starts[i];
            } else if (unit == policy::Pattern::any_character) {
                if (starts[i]) {
                    next[i] = is_under_way;
                    is_under_way = reached[i];
                }
            } else if (i > 0) {
                const auto byte = static_cast<unsigned char>(text[i - 1]);
                next[i] = reached[i - 1] && fold(unit) == fold(byte);
            }
        }
        reached = next;
    }
    return reached[text.size()];
}

} // namespace mfa::fuzz
