// What may be typed as a code: the digits of a device, or a recovery code.
//
// A recovery code is a number of 50 random bits and 10 more that check it, as 12 characters of
// Crockford's base32 (https://www.crockford.com/base32.html): digits and capital letters without I,
// L, O and U. It is shown as `xxxx-xxxx-xxxx`, and typed in any case, with or without dashes and
// blanks, O for 0, I or L for 1.
#pragma once

#include "engine/base/result.hpp"
#include "engine/base/secret_buffer.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace mfa {

inline constexpr std::size_t code_digits_least = 6;
inline constexpr std::size_t code_digits_most = 8;
inline constexpr unsigned recovery_code_bits = 50;
inline constexpr std::size_t recovery_code_length = 12;

/// 6 to 8 digits and nothing else.
bool is_digits_code(std::string_view text);

/// Twelve capital characters whose check fits: a single mistyped one, or two in the wrong order,
/// never does.
bool is_recovery_code(std::string_view text);

/// The digits that were typed, without blanks and dashes; nothing when they are no code.
std::optional<SecretBuffer> digits_typed(std::string_view typed);

/// The code that was typed, of either form, as it goes to the helper; nothing when it is none.
/// MUST: what is none goes nowhere: a password typed at the wrong prompt, or a mistyped recovery
/// code, is no attempt.
std::optional<SecretBuffer> code_typed(std::string_view typed);

/// The recovery code of a number; its bits above recovery_code_bits are ignored.
Result<SecretBuffer> recovery_code_of(std::uint64_t number);

/// `xxxx-xxxx-xxxx` of a recovery code; anything else as it is.
Result<SecretBuffer> code_in_groups(std::string_view code);

} // namespace mfa
