// The entries of an export as bytes, before they are encrypted. Integers are little-endian; a
// string is its length as u8 and its bytes.
//
//   content = count:u16 entry*
//   entry   = user:string device:string kind:u8 algorithm:u8 digits:u8 period_s:u16 secret:string
//             counter:u64 drift_s:i64 last_step:i64 codes:u16 code:string*
#pragma once

#include "engine/base/result.hpp"
#include "engine/transfer/entry.hpp"

#include <vector>

namespace mfa::transfer {

/// Most entries, and most codes of one entry, that an export holds.
inline constexpr std::size_t export_entries_max = 65535;
inline constexpr std::size_t export_codes_max = 256;

/// invalid_input when there is more than the format can hold.
Result<SecretBuffer> encode_entries(const std::vector<Entry>& entries);

/// corrupt unless it is exactly what encode_entries() makes of entries that can be.
Result<std::vector<Entry>> decode_entries(const SecretBuffer& content);

} // namespace mfa::transfer
