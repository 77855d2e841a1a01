#pragma once

#include "engine/base/secret_buffer.hpp"
#include "engine/transfer/report.hpp"

#include <optional>

namespace mfa::transfer {

/// A PSKC file (RFC 6030): an entry for each HOTP or TOTP key in it. One that cannot be taken is an
/// error and does not stop the others.
///
/// - Secrets may stand there plainly, or encrypted under a password (RFC 6030 section 6.2); those
///   under a key or a certificate are refused, and so is what has no MAC.
/// - UserId gives the user, as it stands or as the UID or CN of a distinguished name; SerialNo, or
///   else the key's Id, the name of the device.
/// - A PIN that is part of the codes is a factor that we do not have: such a key is refused.
/// - Signatures are not checked: whoever runs the import vouches for the file.
///
/// Its libraries copy secrets into memory that they do not wipe: run it in a process that ends.
Report read_pskc(const SecretBuffer& text, const std::optional<SecretBuffer>& password);

} // namespace mfa::transfer
