#pragma once

#include "mfa_tool/command.hpp"

#include <vector>

namespace mfa::tool {

/// The `mfa_tool admin …` commands; the policy says who may.
const std::vector<Command>& admin_commands();

} // namespace mfa::tool
