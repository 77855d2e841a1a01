// A QR code as text that a phone scans from a terminal.
// MUST: trailing blanks are part of the picture; whoever passes it on keeps them.
#pragma once

#include "engine/base/result.hpp"
#include "engine/base/secret_buffer.hpp"

#include <cstddef>
#include <string_view>

namespace mfa::present {

enum class QrStyle {
    half_blocks, ///< UTF-8, two rows of modules on a line: a square picture
    ascii,       ///< 7-bit, two characters for a module
};

/// A terminal is bright text on a dark ground, or the other way round. Scanners want dark modules
/// on a light ground, so on a dark terminal it is the light modules that are drawn.
enum class Background { dark, light };

/// Modules without a quiet zone, as the helper sends them. Secret: the key is in the picture.
struct QrModules {
    std::size_t size = 0;     ///< modules on a side: 21 to 177 (ISO/IEC 18004)
    std::string_view modules; ///< size² characters, `0` light or `1` dark, row by row
};

/// What a picture needs of the terminal.
struct TextExtent {
    std::size_t columns = 0;
    std::size_t lines = 0;
};

/// The extent of a code of that size. The quiet zone is the standard's four modules where there is
/// room for that on 80×24, else what fits, at least two rows (half blocks) or one column (ASCII).
TextExtent qr_text_extent(std::size_t size, QrStyle style);

/// The picture, each line ended by a newline. invalid_input when the modules are no QR code.
Result<SecretBuffer> qr_as_text(const QrModules& code, QrStyle style, Background background);

} // namespace mfa::present
