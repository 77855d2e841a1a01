// A sub-command of mfa_tool.
//
// How to add one:
//   1. Write commands/NAME.cpp (for a group: commands/GROUP_NAME.cpp) with one function
//      `Action declare_NAME(CLI::App& app)`. It declares the options on `app`, kept in a
//      std::shared_ptr<Options> that the returned Action captures. The Action runs after the whole
//      command line was read and found good; it must not throw.
//   2. Put one line into the table: main_commands() in commands/table.cpp, or the group's own table
//      (policy_commands() of commands/policy.hpp lives in commands/policy_*.cpp).
// A group (`policy check`, `admin users`) is a Command whose `group` is not empty; its heading in
// the help text is in group_summaries() of commands/table.cpp. CMakeLists.txt takes every .cpp of
// commands/.
#pragma once

#include "mfa_tool/environment.hpp"
#include "mfa_tool/exit_code.hpp"

#include <functional>
#include <string>

namespace CLI { // NOLINT(readability-identifier-naming): theirs
class App;
} // namespace CLI

namespace mfa::tool {

/// What a command does once its arguments are known. Results go to Environment::out, everything
/// else to Environment::err; failures through fail() of report.hpp, which knows --json.
using Action = std::function<ExitCode(Environment&)>;

struct Command {
    std::string group;   ///< empty: directly below mfa_tool; "policy": `mfa_tool policy NAME`
    std::string name;    ///< as typed
    std::string summary; ///< one line for --help, lower case, no full stop
    /// Declares options and arguments (CLI11) and returns what to run. Wrong arguments found by
    /// CLI11, or by a CLI::Validator given to it, end with ExitCode::usage before the Action runs.
    std::function<Action(CLI::App&)> declare;
};

} // namespace mfa::tool
