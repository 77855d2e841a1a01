// Record and Usage as bytes, sealed. The formats, all integers little-endian:
//
//   record file = "MFAR" version:u8 key:u8 seal(record)
//   usage file  = "MFAU" version:u8 key:u8 seal(usage, padded), 512 bytes in all: one disk sector,
//                 so that overwriting it in place is one atomic write
//
// `key` numbers the host key that sealed (always 1 today; rotation will need it). Header, user and
// uid are bound into the seal, so that neither files nor headers can be exchanged.
#pragma once

#include "engine/base/result.hpp"
#include "engine/device/record.hpp"
#include "engine/device/seal.hpp"

#include <string>
#include <string_view>

namespace mfa::device {

inline constexpr std::size_t usage_sector_size = 512;
inline constexpr std::size_t record_file_max = 16384;

Result<std::string> encode_record(const Record& record, const Owner& owner, const Sealer& sealer);
Result<Record> decode_record(std::string_view file, const Owner& owner, const Sealer& sealer);

Result<std::string> encode_usage(const Usage& usage, const Owner& owner, const Sealer& sealer);
Result<Usage> decode_usage(std::string_view file, const Owner& owner, const Sealer& sealer);

} // namespace mfa::device
