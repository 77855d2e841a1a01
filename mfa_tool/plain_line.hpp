#pragma once

#include "engine/base/secret_buffer.hpp"
#include "mfa_tool/environment.hpp"
#include "mfa_tool/failure.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace mfa::tool {

/// One line from a pipe or file without its line feed, byte by byte: what follows is left for the
/// next program that reads from there. Nothing at the end of the input; invalid_input, which calls
/// the line `what`, when it has more than `line_max` bytes.
Attempt<std::optional<SecretBuffer>> read_plain_line(int fd, std::size_t line_max,
                                                     std::string_view what);

/// A secret that stands on a line of its own: asked for on a terminal and not shown as it is typed,
/// else the next line of stdin. Nothing when the input has ended, or the line is empty.
Attempt<std::optional<SecretBuffer>> read_secret_line(Environment& environment,
                                                      std::string_view prompt, std::size_t line_max,
                                                      std::string_view what);

} // namespace mfa::tool
