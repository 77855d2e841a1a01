// Base32 (RFC 4648, section 6). The input is taken as bytes, and as text. Holds:
//   - bytes are encoded as the RFC says, and come back;
//   - text that decodes gives bytes that encode to a spelling of it: the same letters in upper
//     case, without blanks and padding; only the bits that the last letter has too many may differ.
#include "engine/otp/base32.hpp"
#include "tests/fuzz/support/require.hpp"

#include <string>

namespace mfa::fuzz {

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Bit by bit.
std::string encoded_plainly(std::string_view bytes) {
    std::string text;
    unsigned letter = 0;
    std::size_t bits = 0;
    for (std::size_t i = 0; i < bytes.size() * 8 || bits % 5 != 0; ++i, ++bits) {
        const unsigned byte = i / 8 < bytes.size() ? static_cast<unsigned char>(bytes[i / 8]) : 0U;
        letter = letter << 1U | (byte >> (7 - i % 8) & 1U);
        if (i % 5 == 4) {
            text += alphabet[letter];
            letter = 0;
        }
    }
    return text;
}

/// Upper case, without blanks and padding.
std::string letters_of(std::string_view text) {
    std::string letters;
    for (const char c : text) {
        const bool is_lower = c >= 'a' && c <= 'z';
        const char upper = is_lower ? static_cast<char>(c - 'a' + 'A') : c;
        if (alphabet.find(upper) != std::string_view::npos) {
            letters += upper;
        }
    }
    return letters;
}

void check_bytes(std::string_view bytes) {
    const auto text = otp::base32_encode(SecretBuffer::copy_of(bytes));
    require(text && text->view() == encoded_plainly(bytes), "bytes are encoded as the RFC says");
    const auto back = otp::base32_decode(*text);
    require(back && back->view() == bytes, "bytes come back");
}

void check_text(std::string_view text) {
    const auto bytes = otp::base32_decode(SecretBuffer::copy_of(text));
    if (!bytes) {
        require(bytes.error().kind() == ErrorKind::invalid_input, "bad text is bad input");
        return;
    }
    const std::string written = letters_of(text);
    const std::string again = encoded_plainly(bytes->view());
    require(again.size() <= written.size() && bytes->size() == written.size() * 5 / 8,
            "no letter is lost");
    const std::size_t sure = bytes->size() * 8 / 5;
    require(again.substr(0, sure) == written.substr(0, sure), "text means its letters");
}

} // namespace

void one_input(std::string_view input) {
    check_bytes(input);
    check_text(input);
}

} // namespace mfa::fuzz
