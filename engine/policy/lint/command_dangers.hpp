// What programs do for their user beside their work. The names are common knowledge about common
// programs; they stand in the code, and not in a file beside it, because they change as seldom as
// the rules do and a linter without its table would find nothing and say nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace mfa::policy::lint {

enum class CommandDanger : std::uint8_t {
    gives_shell,  ///< starts any program that its user names, or a shell
    loads_code,   ///< runs code (a library, a module, a script) that its user brings
    writes_files, ///< writes what its user says to where its user says
};

/// By name, without folder.
std::span<const std::string_view> commands_with(CommandDanger danger);

/// The danger of a program by its file name; versions count as the program (`python3.11`,
/// `vim.basic`, `gcc-12`). The worst, where there are several.
std::optional<CommandDanger> danger_of(std::string_view name);

} // namespace mfa::policy::lint
