#include "tests/support/plain_policy/values.hpp"

namespace mfa::test::plain {

std::optional<std::string> read_base64(std::string_view text) {
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bits;
    std::size_t padding = 0;
    for (const char c : text) {
        const std::size_t value = c == '=' ? 0 : alphabet.find(c);
        if (value == std::string_view::npos || (c != '=' && padding > 0)) {
            return std::nullopt;
        }
        padding += c == '=' ? 1 : 0;
        for (unsigned i = 6; i-- > 0;) {
            bits += (value >> i & 1U) != 0 ? '1' : '0';
        }
    }
    if (text.size() % 4 != 0 || padding > 2) {
        return std::nullopt;
    }
    std::string bytes;
    for (std::size_t at = 0; at + 8 * padding < bits.size(); at += 8) {
        bytes += static_cast<char>(std::stoi(bits.substr(at, 8), nullptr, 2));
    }
    return bytes;
}

} // namespace mfa::test::plain
