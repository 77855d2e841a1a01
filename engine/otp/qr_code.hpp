#pragma once

#include "engine/base/result.hpp"
#include "engine/base/secret_buffer.hpp"

#include <cstddef>

namespace mfa::otp {

/// A QR code as modules, without its quiet zone (ISO/IEC 18004).
struct QrCode {
    std::size_t size = 0; ///< modules on a side
    SecretBuffer modules; ///< size² characters, `0` light or `1` dark, row by row
};

/// Encodes with the lowest error correction, which gives the smallest picture.
Result<QrCode> encode_qr(const SecretBuffer& text);

} // namespace mfa::otp
