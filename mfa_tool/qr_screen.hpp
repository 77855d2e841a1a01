#pragma once

#include "mfa_tool/environment.hpp"
#include "mfa_tool/failure.hpp"

#include "engine/present/qr_text.hpp"

#include <optional>
#include <string>

namespace mfa::tool {

/// How to draw on stderr for --qr `auto`, `utf8`, `ascii` or `none`; nothing means no picture.
/// `auto` looks at the terminal and the locale's character set.
std::optional<present::QrStyle> qr_style(const Environment& environment, const std::string& wish);

/// The picture on stderr. With colours it is black on white whatever the terminal's own are, so
/// that any scanner reads it. A terminal too narrow for it gets a sentence instead: a wrapped
/// picture cannot be scanned.
Attempt<bool> show_qr(Environment& environment, const present::QrModules& code,
                      present::QrStyle style);

} // namespace mfa::tool
