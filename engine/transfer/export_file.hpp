// The file of `mfa_tool admin export`: devices on their way to another host, never in the clear.
//
//   file   = header sealed
//   header = "MFA-EXPORT\n" version:u8 log2_n:u8 r:u8 p:u8 salt[16] nonce[12]
//   sealed = AES-256-GCM (NIST SP 800-38D) of the content, then its tag[16]; the whole header is
//            its additional authenticated data
//
// The key is scrypt (RFC 7914) of the passphrase and the salt, with the header's N = 2^log2_n, r
// and p. Salt and nonce are random for each file, so that no key is used twice.
// MUST: the header's numbers are within the bounds below before scrypt is given them: they decide
// how much memory and time reading takes, and are not yet known to be authentic.
#pragma once

#include "engine/base/random.hpp"
#include "engine/base/result.hpp"
#include "engine/transfer/entry.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mfa::transfer {

inline constexpr std::size_t export_file_max = std::size_t{1024} * 1024;
inline constexpr std::size_t passphrase_max = 1024;

/// What scrypt costs; the default takes 32 MiB and a tenth of a second.
struct ScryptCost {
    std::uint8_t log2_n = 15; ///< 14 to 18 when reading: at most 256 MiB
    std::uint8_t r = 8;       ///< always 8
    std::uint8_t p = 1;       ///< 1 to 4 when reading
};

Result<std::string> write_export(const std::vector<Entry>& entries, const SecretBuffer& passphrase,
                                 RandomSource& random, const ScryptCost& cost = {});

/// invalid_input for a file that is no export or of a later version; corrupt, with one message, for
/// a wrong passphrase and for a file that was damaged or forged: nobody can tell them apart.
Result<std::vector<Entry>> read_export(std::string_view file, const SecretBuffer& passphrase);

} // namespace mfa::transfer
