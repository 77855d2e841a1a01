#pragma once

#include "engine/base/result.hpp"
#include "engine/base/secret_buffer.hpp"
#include "engine/present/qr_text.hpp"

#include <string>

namespace mfa::tool {

/// Writes the picture with the standard's quiet zone (ISO/IEC 18004) to a new file: PNG or SVG, as
/// the name ends. The key is in the picture: see write_new_file().
Result<> write_qr_file(const std::string& path, const present::QrModules& code);

/// The pictures themselves. Eight pixels to a module.
Result<SecretBuffer> qr_as_png(const present::QrModules& code);
Result<SecretBuffer> qr_as_svg(const present::QrModules& code);

} // namespace mfa::tool
