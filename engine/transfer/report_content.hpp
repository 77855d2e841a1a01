// A report as bytes, on its way from the process that read a file to the one that asked for it.
// Integers are little-endian.
//
//   bytes   = findings:u16 finding* entries:u16 line:u32* size:u32 content   (content as an
//   export's) finding = severity:u8 line:u32 column:u32 size:u16 message
#pragma once

#include "engine/base/result.hpp"
#include "engine/transfer/report.hpp"

namespace mfa::transfer {

/// More than any report takes of a file of many_users_file_max.
inline constexpr std::size_t report_content_max = std::size_t{32} * 1024 * 1024;

Result<SecretBuffer> encode_report(const Report& report);
/// corrupt unless it is exactly what encode_report() makes.
Result<Report> decode_report(const SecretBuffer& bytes);

} // namespace mfa::transfer
