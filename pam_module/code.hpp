#pragma once

#include "engine/base/secret_buffer.hpp"

#include <cstddef>
#include <optional>

namespace mfa::pam {

/// An answer without the blanks around it; of digits also without the blanks and dashes inside
/// ("123 456"). Nothing when it is empty, over 64 bytes or not printable ASCII.
std::optional<SecretBuffer> tidy_answer(const SecretBuffer& typed);

/// Whether a tidy answer is in the form of a code: 6 to 8 digits. MUST: nothing else goes to the
/// helper as one. A password typed at the wrong prompt (or by sshd, which answers every prompt with
/// it under PasswordAuthentication) stays here, and counts as no failed attempt.
bool is_code(const SecretBuffer& answer);

/// The code that was typed, as it goes to the helper; nothing when it is none.
std::optional<SecretBuffer> code_typed(const SecretBuffer& typed);

struct PasswordAndCode {
    SecretBuffer password;
    SecretBuffer code;
};

/// Cuts the code off the end of one answer; nothing when there are not that many characters.
std::optional<PasswordAndCode> split_password_and_code(const SecretBuffer& answer,
                                                       std::size_t code_length);

} // namespace mfa::pam
