// Codes come from the terminal, or one on each line from stdin when it is no terminal. Never from
// arguments, which `ps` shows to everybody.
#pragma once

#include "engine/base/secret_buffer.hpp"
#include "mfa_tool/environment.hpp"
#include "mfa_tool/failure.hpp"

#include <string_view>

namespace mfa::tool {

/// What is asked for. Two consecutive codes are a device's, always.
enum class CodeWanted { device, device_or_recovery };

/// One code. On a terminal asks with `prompt` on stderr and shows nothing of what is typed: screens
/// are shared and recorded, a code that was refused because something was down is still good for a
/// minute, and recovery codes come the same way. The prompt says so. Blanks and dashes in a pasted
/// code are dropped. An empty line on a terminal asks again, and so does what is no code.
///
/// Fails with invalid_input when input ends or is no code, with `interrupted` (exit 130) on Ctrl-C;
/// the terminal is back in its former state whatever happened.
Attempt<SecretBuffer> read_code(Environment& environment, std::string_view prompt,
                                CodeWanted wanted);

/// Asks on the terminal, which there must be; only `y` and `yes` are a yes.
Attempt<bool> confirmed(Environment& environment, std::string_view question);

/// Longest line that a secret may stand on.
inline constexpr std::size_t secret_text_max = 1024;

/// A secret that the person has from elsewhere, as it was typed, in the same way as a code. What it
/// says is the helper's to find out.
Attempt<SecretBuffer> read_secret_text(Environment& environment, std::string_view prompt);

} // namespace mfa::tool
