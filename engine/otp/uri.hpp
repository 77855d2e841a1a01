#pragma once

#include "engine/base/result.hpp"
#include "engine/base/secret_buffer.hpp"
#include "engine/otp/parameters.hpp"

#include <string_view>

namespace mfa::otp {

/// The key URI that authenticator apps scan (google-authenticator wiki, "Key Uri Format"):
/// otpauth://totp/ISSUER:ACCOUNT?secret=…&issuer=ISSUER. Parameters at their defaults are left out,
/// so that the picture stays small enough for a terminal of 24 lines.
/// `secret_base32` is upper case without padding; `counter` is a HOTP device's next one.
Result<SecretBuffer> key_uri(std::string_view issuer, std::string_view account,
                             const SecretBuffer& secret_base32, const Parameters& parameters,
                             std::uint64_t counter = 0);

} // namespace mfa::otp
