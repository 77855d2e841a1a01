#pragma once

#include "mfa_tool/environment.hpp"
#include "mfa_tool/exit_code.hpp"

#include <string>
#include <vector>

namespace mfa::tool {

/// The whole program but for what must happen once for each process (main.cpp): reads the
/// arguments, without the program's own name, runs a command, and returns the exit status.
int run(const std::vector<std::string>& arguments, Settings settings);

} // namespace mfa::tool
