#include "engine/base/code_text.hpp"

#include <algorithm>

namespace mfa {

namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr unsigned character_bits = 5;
constexpr unsigned check_bits = 10;
constexpr std::size_t group_length = 4;
/// A prime, so that no change of one character keeps the remainder; the largest that fits.
constexpr std::uint64_t check_modulus = 1021;

bool is_code_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_code_separator(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '-';
}

char as_shown(char c) {
    const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    if (upper == 'O') {
        return '0';
    }
    return upper == 'I' || upper == 'L' ? '1' : upper;
}

enum class Letters { as_typed, as_shown };

/// What is left without separators; nothing when that is more than any code has.
std::optional<SecretBuffer> tidied(std::string_view typed, Letters letters) {
    auto code = SecretBuffer::with_capacity(recovery_code_length);
    for (const char c : typed) {
        const auto byte = static_cast<std::uint8_t>(letters == Letters::as_shown ? as_shown(c) : c);
        if (!is_code_separator(c) && !code.append({&byte, 1})) {
            return std::nullopt;
        }
    }
    return code;
}

} // namespace

bool is_digits_code(std::string_view text) {
    return text.size() >= code_digits_least && text.size() <= code_digits_most &&
           std::all_of(text.begin(), text.end(), is_code_digit);
}

bool is_recovery_code(std::string_view text) {
    if (text.size() != recovery_code_length) {
        return false;
    }
    std::uint64_t value = 0;
    for (const char c : text) {
        const std::size_t digit = alphabet.find(c);
        if (digit == std::string_view::npos) {
            return false;
        }
        value = value << character_bits | digit;
    }
    const std::uint64_t check = value & ((std::uint64_t{1} << check_bits) - 1);
    return (value >> check_bits) % check_modulus == check;
}

std::optional<SecretBuffer> digits_typed(std::string_view typed) {
    auto code = tidied(typed, Letters::as_typed);
    return code && is_digits_code(code->view()) ? std::move(code) : std::nullopt;
}

std::optional<SecretBuffer> code_typed(std::string_view typed) {
    if (auto digits = digits_typed(typed)) {
        return digits;
    }
    auto code = tidied(typed, Letters::as_shown);
    return code && is_recovery_code(code->view()) ? std::move(code) : std::nullopt;
}

Result<SecretBuffer> recovery_code_of(std::uint64_t number) {
    const std::uint64_t random = number & ((std::uint64_t{1} << recovery_code_bits) - 1);
    const std::uint64_t value = random << check_bits | random % check_modulus;
    auto code = SecretBuffer::with_capacity(recovery_code_length);
    for (std::size_t i = recovery_code_length; i > 0; --i) {
        const std::uint64_t digit = value >> (character_bits * (i - 1)) & (alphabet.size() - 1);
        TRY(code.append(alphabet.substr(digit, 1)));
    }
    return code;
}

Result<SecretBuffer> code_in_groups(std::string_view code) {
    if (!is_recovery_code(code)) {
        return SecretBuffer::copy_of(code);
    }
    auto shown = SecretBuffer::with_capacity(code.size() + code.size() / group_length);
    for (std::size_t i = 0; i < code.size(); i += group_length) {
        TRY(shown.append(i == 0 ? "" : "-"));
        TRY(shown.append(code.substr(i, group_length)));
    }
    return shown;
}

} // namespace mfa
