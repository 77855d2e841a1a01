#include "mfa_tool/commands/admin.hpp"
#include "mfa_tool/commands/admin_declarations.hpp"

namespace mfa::tool {

const std::vector<Command>& admin_commands() {
    static const std::vector<Command> commands{
        {"admin", "users", "list who has a device, who is locked or disabled", declare_admin_users},
        {"admin", "show", "show one user: devices, failures, last use", declare_admin_show},
        {"admin", "unlock", "end the wait that wrong codes have brought a user",
         declare_admin_unlock},
        {"admin", "rotate-key", "change the key that seals all devices; for root",
         declare_admin_rotate_key},
    };
    return commands;
}

} // namespace mfa::tool
