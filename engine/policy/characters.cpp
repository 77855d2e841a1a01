#include "engine/policy/characters.hpp"

#include "engine/policy/text_rules.hpp"

namespace mfa::policy {

Character take_character(std::string_view& text) {
    const std::size_t length = character_length(text);
    Character value = 0;
    for (const char c : text.substr(0, length)) {
        value = (value << 8U) | static_cast<unsigned char>(c);
    }
    text.remove_prefix(length);
    return value;
}

std::string text_of(Character character) {
    std::string text;
    for (unsigned shift = 32; shift > 0; shift -= 8) {
        const auto byte = static_cast<unsigned char>(character >> (shift - 8));
        if (byte != 0 || !text.empty() || shift == 8) {
            text += static_cast<char>(byte);
        }
    }
    return text;
}

} // namespace mfa::policy
