#pragma once

#include "engine/base/result.hpp"
#include "engine/base/secret_buffer.hpp"

namespace mfa::otp {

/// RFC 4226 section 4, R6, asks for 128 bits; 80 are what Google's first app made, and tokens have.
inline constexpr std::size_t typed_secret_min = 10;
inline constexpr std::size_t typed_secret_max = 128;

/// A secret as people type and paste it: base32 in either case (RFC 4648 section 6), padded or not,
/// or hexadecimal behind `hex:`; blanks, tabs, hyphens and colons between the characters do not
/// matter. invalid_input, which never shows what was typed.
Result<SecretBuffer> read_typed_secret(const SecretBuffer& typed);

} // namespace mfa::otp
