// The commands about devices and this session; each is a file of its name.
#pragma once

#include "mfa_tool/command.hpp"

namespace mfa::tool {

Action declare_create(CLI::App& app);
Action declare_deactivate(CLI::App& app);
Action declare_delete(CLI::App& app);
Action declare_enable(CLI::App& app);
Action declare_enroll(CLI::App& app);
Action declare_list(CLI::App& app);
Action declare_recovery_codes(CLI::App& app);
Action declare_resync(CLI::App& app);
Action declare_status(CLI::App& app);
Action declare_verify(CLI::App& app);

} // namespace mfa::tool
