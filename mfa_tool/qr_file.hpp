#pragma once

#include "engine/base/result.hpp"
#include "engine/base/secret_buffer.hpp"
#include "engine/present/qr_text.hpp"

#include <string>

namespace mfa::tool {

/// Fails with invalid_input when something of that name exists, a dangling link included.
Result<> check_is_new(const std::string& path);

/// Writes the picture with the standard's quiet zone (ISO/IEC 18004) to a new file: PNG or SVG, as
/// the name ends. The key is in the picture, so the file is the caller's alone (0600), is never one
/// that was there before (O_EXCL, O_NOFOLLOW), and does not stay when it could not be written
/// whole. SIGINT, SIGTERM, SIGHUP and SIGQUIT wait until it is complete or gone.
Result<> write_qr_file(const std::string& path, const present::QrModules& code);

/// The pictures themselves. Eight pixels to a module.
Result<SecretBuffer> qr_as_png(const present::QrModules& code);
Result<SecretBuffer> qr_as_svg(const present::QrModules& code);

} // namespace mfa::tool
