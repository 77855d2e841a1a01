#pragma once

#include "mfa_tool/command.hpp"

#include <map>
#include <string>
#include <vector>

namespace mfa::tool {

/// Every sub-command, in the order of --help.
const std::vector<Command>& all_commands();

/// What --help says about a group.
const std::map<std::string, std::string>& group_summaries();

} // namespace mfa::tool
