#include "tests/support/plain_policy/characters.hpp"

#include <cstddef>

namespace mfa::test::plain {

namespace {

std::size_t length_by_first_byte(unsigned char first) {
    if (first < 0x80) {
        return 1;
    }
    if (first < 0xe0) {
        return 2;
    }
    return first < 0xf0 ? 3 : 4;
}

} // namespace

Characters literal(std::string_view text) {
    constexpr unsigned first_byte_bits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    Characters result;
    std::size_t at = 0;
    while (at < text.size()) {
        const auto first = static_cast<unsigned char>(text[at]);
        const std::size_t length = length_by_first_byte(first);
        bool is_good = (first < 0x80 || first >= 0xc0) && at + length <= text.size();
        char32_t character = first & first_byte_bits[length];
        for (std::size_t i = 1; is_good && i < length; ++i) {
            const auto next = static_cast<unsigned char>(text[at + i]);
            is_good = (next & 0xc0U) == 0x80U;
            character = character << 6U | (next & 0x3fU);
        }
        result += is_good ? character : bad_byte + first;
        at += is_good ? length : 1;
    }
    return result;
}

Characters with_wildcards(std::string_view text) {
    Characters result = literal(text);
    for (char32_t& character : result) {
        if (character == U'*') {
            character = any_text;
        } else if (character == U'?') {
            character = any_character;
        }
    }
    return result;
}

std::string to_lower(std::string_view text) {
    std::string result{text};
    for (char& c : result) {
        if (c >= 'A' && c <= 'Z') {
            c = static_cast<char>(c - 'A' + 'a');
        }
    }
    return result;
}

Characters to_lower(Characters text) {
    for (char32_t& c : text) {
        if (c >= U'A' && c <= U'Z') {
            c = c - U'A' + U'a';
        }
    }
    return text;
}

bool matches(std::u32string_view pattern, std::u32string_view text) {
    if (pattern.empty()) {
        return text.empty();
    }
    if (pattern.front() == any_text) {
        return matches(pattern.substr(1), text) ||
               (!text.empty() && matches(pattern, text.substr(1)));
    }
    return !text.empty() && (pattern.front() == any_character || pattern.front() == text.front()) &&
           matches(pattern.substr(1), text.substr(1));
}

} // namespace mfa::test::plain
