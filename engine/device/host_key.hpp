// What a host key file holds. Two forms, told apart by their length:
//
//   32 bytes                             the key itself; its number is 1 (made when installed)
//   "MFAK" number:u32 32 bytes           each key that followed (little-endian)
//
// The number stands in the header of every file that the key seals. So a file says which key opens
// it, and no key is ever tried on what it did not seal.
#pragma once

#include "engine/base/random.hpp"
#include "engine/base/result.hpp"
#include "engine/base/secret_buffer.hpp"
#include "engine/device/seal.hpp"

#include <string>

namespace mfa::device {

/// More than any form has: what is longer is not read to its end.
inline constexpr std::size_t host_key_file_max = 64;

/// invalid_config, naming the file, for what is neither form.
Result<HostKey> parse_host_key(const SecretBuffer& content, const std::string& file_name);

/// Always the second form: whoever reads it need not know where the key came from.
Result<SecretBuffer> encode_host_key(const HostKey& key);

/// A random key that follows the one of that number.
Result<HostKey> make_host_key_after(std::uint32_t number, RandomSource& random);

} // namespace mfa::device
