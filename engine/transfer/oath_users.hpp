#pragma once

#include "engine/base/secret_buffer.hpp"
#include "engine/transfer/report.hpp"

namespace mfa::transfer {

/// pam_oath's users file, `/etc/users.oath` (liboath 2.6.7, usersfile.c):
///
///     TYPE USER PIN SECRET [COUNTER [LAST-CODE [LAST-TIME]]]
///
/// TYPE is HOTP, HOTP/E, HOTP/T30 or HOTP/T60, with `/6`, `/7` or `/8` digits after it; SECRET is
/// hexadecimal. A line that cannot be taken is an error and does not stop the others.
///
/// - HOTP: after a login COUNTER is the counter of the code that was used, so the next one follows
///   it; where no LAST-CODE stands, no code was used yet and COUNTER is the next.
/// - TOTP: COUNTER means nothing. LAST-CODE is looked for around LAST-TIME (local time of this
///   host) and is spent; where it is not found, LAST-TIME is.
/// - A PIN other than `-` (none) and `+` (another module asks for it) is a factor that we do not
///   have: such a line is not taken, because taking it would drop that factor unseen.
/// - Two lines of one user are two devices; the second is named by name_apart().
Report read_oath_users(const SecretBuffer& text);

} // namespace mfa::transfer
