#pragma once

#include "mfa_tool/command.hpp"

#include <vector>

namespace mfa::tool {

/// The `mfa_tool policy …` commands; they need no helper and no privileges.
const std::vector<Command>& policy_commands();

} // namespace mfa::tool
