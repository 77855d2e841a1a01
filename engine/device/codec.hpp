// Record and Usage as bytes, sealed. The formats, all integers little-endian:
//
//   record file = "MFAR" version:u8 key:u32 uid:u32 seal(record)
//   usage file  = "MFAU" version:u8 key:u32 uid:u32 seal(usage, padded), 512 bytes in all: one disk
//                 sector, so that overwriting it in place is one atomic write
//
// `key` numbers the host key that sealed, `uid` is the owner's. Header and user are bound into the
// seal, so that neither files nor headers can be exchanged. What is written is version 2; version 1
// (key:u8, no uid; no HOTP devices, recovery codes and what else came with version 2) is read, and
// becomes version 2 with its next change.
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

/// What the header says of a record or usage file, before anything is opened or believed.
struct FileHeader {
    std::uint8_t version = 0;
    std::uint32_t key = 0;
    std::optional<uid_t> uid; ///< version 1 does not say
};
/// corrupt when it is none, or of a version that this program does not know.
Result<FileHeader> read_header(std::string_view file);

} // namespace mfa::device
