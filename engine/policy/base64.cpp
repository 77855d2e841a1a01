#include "engine/policy/base64.hpp"

#include <cstdint>

namespace mfa::policy {

std::optional<std::string> decode_base64(std::string_view text) {
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if (text.size() % 4 != 0) {
        return std::nullopt;
    }
    const std::size_t padding = text.ends_with("==") ? 2 : (text.ends_with('=') ? 1 : 0);
    text.remove_suffix(padding);
    std::string bytes;
    std::uint32_t bits = 0;
    unsigned bit_count = 0;
    for (const char c : text) {
        const std::size_t value = alphabet.find(c);
        if (value == std::string_view::npos) {
            return std::nullopt;
        }
        bits = (bits << 6U | static_cast<std::uint32_t>(value)) & 0xFFFFFFU;
        bit_count += 6;
        if (bit_count >= 8) {
            bit_count -= 8;
            bytes += static_cast<char>(static_cast<std::uint8_t>(bits >> bit_count & 0xFFU));
        }
    }
    const std::uint32_t unused_bits = bits & ((1U << bit_count) - 1);
    return unused_bits == 0 ? std::optional{bytes} : std::nullopt;
}

} // namespace mfa::policy
