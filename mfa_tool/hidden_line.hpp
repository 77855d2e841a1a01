#pragma once

#include "engine/base/secret_buffer.hpp"
#include "mfa_tool/environment.hpp"
#include "mfa_tool/failure.hpp"

#include <optional>
#include <string_view>

namespace mfa::tool {

/// Asks on stderr and reads a line from the terminal without echo (termios(3)), at most `line_max`
/// bytes. Nothing when the person ends the input (Ctrl-D) or the terminal is gone.
///
/// INVARIANT: the terminal has its former modes whenever this process does not wait for the line:
/// on return, on SIGINT, SIGQUIT, SIGTERM and SIGHUP (Failure `interrupted`, exit 128 + signal) and
/// while it is stopped by Ctrl-Z, after which it asks again.
Attempt<std::optional<SecretBuffer>>
read_hidden_line(Environment& environment, std::string_view prompt, std::size_t line_max);

} // namespace mfa::tool
