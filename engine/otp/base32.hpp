#pragma once

#include "engine/base/result.hpp"
#include "engine/base/secret_buffer.hpp"

#include <string_view>

namespace mfa::otp {

/// RFC 4648 section 6, upper case, without the padding that authenticator apps refuse.
Result<SecretBuffer> base32_encode(const SecretBuffer& bytes);

/// Takes upper and lower case, blanks, and missing padding; invalid_input for anything else.
Result<SecretBuffer> base32_decode(const SecretBuffer& text);

} // namespace mfa::otp
