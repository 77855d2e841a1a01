// The commands of the group `admin`; each is a file of its name.
#pragma once

#include "mfa_tool/command.hpp"

namespace mfa::tool {

Action declare_admin_disable(CLI::App& app);
Action declare_admin_doctor(CLI::App& app);
Action declare_admin_enable(CLI::App& app);
Action declare_admin_enroll(CLI::App& app);
Action declare_admin_export(CLI::App& app);
Action declare_admin_import(CLI::App& app);
Action declare_admin_reset(CLI::App& app);
Action declare_admin_rotate_key(CLI::App& app);
Action declare_admin_show(CLI::App& app);
Action declare_admin_unlock(CLI::App& app);
Action declare_admin_users(CLI::App& app);

} // namespace mfa::tool
