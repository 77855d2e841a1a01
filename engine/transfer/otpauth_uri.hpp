#pragma once

#include "engine/base/secret_buffer.hpp"
#include "engine/transfer/report.hpp"

namespace mfa::transfer {

/// Key URIs, one on each line ("Key Uri Format" of the google-authenticator wiki):
///
///     otpauth://totp/ISSUER:ACCOUNT?secret=…&issuer=…&algorithm=…&digits=…&period=…
///     otpauth://hotp/ACCOUNT?secret=…&counter=…
///
/// The account becomes the entry's user. Strict: percent-encoding (RFC 3986 section 2.1) must be
/// whole and make UTF-8 without control characters; a URI is ASCII without blanks; no parameter
/// stands twice. A line that cannot be taken is an error and does not stop the others. Empty lines
/// count for nothing.
///
/// - `counter` is the counter of the next code, and must be there for HOTP.
/// - `issuer` is not kept; parameters that the format does not have are not taken, with a note.
Report read_otpauth_uris(const SecretBuffer& text);

} // namespace mfa::transfer
