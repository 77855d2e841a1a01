#pragma once

#include "engine/base/secret_buffer.hpp"
#include "engine/transfer/report.hpp"

namespace mfa::transfer {

/// Most scratch codes of one file that are taken.
inline constexpr std::size_t scratch_codes_max = 100;

/// A `.google_authenticator` file (FILEFORMAT of google-authenticator-libpam): one entry without a
/// user, or none and errors that say why.
///
/// - HOTP_COUNTER is the counter of the next code. Where it is present and not 0 the file is HOTP,
///   whatever else it says; else TOTP_AUTH must be there. So decides pam_google_authenticator.
/// - TIME_SKEW is the device's clock against the host's in steps, positive when it is ahead;
///   DISALLOW_REUSE lists spent steps, on the device's clock. Spent is every step up to the last of
///   them: that is stricter than the file, which matters for a step in the middle of its window.
/// - A scratch code has eight digits, the first of them not 0; used ones are not in the file.
/// - WINDOW_SIZE, RATE_LIMIT, RESETTING_TIME_SKEW and the LAST0 to LAST9 of a grace period have
///   nothing here that corresponds: a note each.
Report read_google_authenticator(const SecretBuffer& text);

} // namespace mfa::transfer
