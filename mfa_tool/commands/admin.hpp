#pragma once

#include "mfa_tool/command.hpp"

#include <vector>

namespace mfa::tool {

/// `mfa_tool admin …`: what administrators do for others.
const std::vector<Command>& admin_commands();

Action declare_admin_export(CLI::App& app);
Action declare_admin_import(CLI::App& app);

} // namespace mfa::tool
