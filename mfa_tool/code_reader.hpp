// Codes come from the terminal, or one on each line from stdin when it is no terminal. Never from
// arguments, which `ps` shows to everybody.
#pragma once

#include "engine/base/secret_buffer.hpp"
#include "mfa_tool/environment.hpp"
#include "mfa_tool/failure.hpp"

#include <string_view>

namespace mfa::tool {

/// Longest code accepted, in bytes, after blanks and dashes are dropped.
inline constexpr std::size_t code_max = 64;

/// One code. On a terminal asks with `prompt` on stderr and shows nothing of what is typed: screens
/// are shared and recorded, a code that was refused because something was down is still good for a
/// minute, and recovery codes come the same way. The prompt says so. Blanks and dashes in a pasted
/// code are dropped. An empty line on a terminal asks again.
///
/// Fails with invalid_input when input ends or is no code, with `interrupted` (exit 130) on Ctrl-C;
/// the terminal is back in its former state whatever happened.
Attempt<SecretBuffer> read_code(Environment& environment, std::string_view prompt);

/// Longest line that a secret may stand on.
inline constexpr std::size_t secret_text_max = 1024;

/// A secret that the person has from elsewhere, as it was typed, in the same way as a code. What it
/// says is the helper's to find out.
Attempt<SecretBuffer> read_secret_text(Environment& environment, std::string_view prompt);

} // namespace mfa::tool
