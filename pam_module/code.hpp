#pragma once

#include "engine/base/secret_buffer.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace mfa::pam {

/// The text without the blanks around it.
std::string_view trimmed(std::string_view text);

/// The code that an answer is, as it goes to the helper; nothing when it is none. MUST: nothing
/// else goes to the helper as one. A password typed at the wrong prompt (or by sshd, which answers
/// every prompt with it under PasswordAuthentication) stays here, and counts as no failed attempt.
std::optional<SecretBuffer> code_in(const SecretBuffer& answer);

/// The same of a password, which nobody has typed as a code: digits alone, or a recovery code.
std::optional<SecretBuffer> code_in_password(const SecretBuffer& password);

struct PasswordAndCode {
    SecretBuffer password;
    SecretBuffer code;
};

/// Cuts the code off the end of one answer: a recovery code with its dashes (`xxxx-xxxx-xxxx`),
/// which digits never look like, else `code_length` characters; nothing when there are not that
/// many.
std::optional<PasswordAndCode> split_password_and_code(const SecretBuffer& answer,
                                                       std::size_t code_length);

} // namespace mfa::pam
