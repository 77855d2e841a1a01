// Secrets of a PSKC file that are encrypted under a password (RFC 6030 section 6.2), which libpskc
// 2.6.7 cannot read: PBKDF2 (RFC 8018), AES in CBC mode, and HMAC over the encrypted value.
#pragma once

#include "engine/transfer/pskc/xml.hpp"

#include <optional>
#include <string>

namespace mfa::transfer {

/// What the container says of its encryption, with the keys that follow from the password.
struct PskcKeys {
    SecretBuffer encryption;
    SecretBuffer mac;
    std::string mac_digest; ///< OpenSSL's name
};

/// Nothing, and an error, where the file is encrypted in another way or the password is wrong.
/// MUST: iterations are bounded before they are done: the file decides them.
std::optional<PskcKeys> derive_pskc_keys(const xmlNode* container, const SecretBuffer& password,
                                         Report& report);

/// Puts a PlainValue in the place of a package's encrypted secret. True where nothing is encrypted;
/// false, and an error, where it cannot be decrypted or its MAC is not right.
bool decrypt_secret(xmlNode* package, const PskcKeys& keys, Report& report);

} // namespace mfa::transfer
