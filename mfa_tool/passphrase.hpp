// Passphrases of exported and of encrypted files. They come from the terminal, unseen, or as one
// line from stdin when it is no terminal. Never from arguments, which `ps` shows to everybody.
#pragma once

#include "engine/base/secret_buffer.hpp"
#include "mfa_tool/environment.hpp"
#include "mfa_tool/failure.hpp"

#include <string_view>

namespace mfa::tool {

/// Fewest characters of a new passphrase.
inline constexpr std::size_t passphrase_min = 8;

/// The passphrase of a file that there is.
Attempt<SecretBuffer> read_passphrase(Environment& environment, std::string_view prompt);

/// One for a new file: on a terminal asked for twice, until both are the same.
Attempt<SecretBuffer> read_new_passphrase(Environment& environment);

} // namespace mfa::tool
