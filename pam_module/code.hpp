#pragma once

#include "engine/base/secret_buffer.hpp"

#include <cstddef>
#include <optional>

namespace mfa::pam {

/// A code as it goes to the helper. Blanks around it are dropped; of one-time codes also the blanks
/// and dashes inside ("123 456"). Anything else printable goes as it is, so that what else may
/// stand for a code one day passes. Nothing when it is empty, over 64 bytes or not printable ASCII.
std::optional<SecretBuffer> tidy_code(const SecretBuffer& typed);

/// Whether it can only be meant as a one-time code: 6 to 8 digits.
bool is_one_time_code(const SecretBuffer& code);

struct PasswordAndCode {
    SecretBuffer password;
    SecretBuffer code;
};

/// Cuts the code off the end of one answer; nothing when there are not that many characters.
std::optional<PasswordAndCode> split_password_and_code(const SecretBuffer& answer,
                                                       std::size_t code_length);

} // namespace mfa::pam
