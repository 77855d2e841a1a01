#include "mfa_tool/commands/admin.hpp"
#include "mfa_tool/commands/admin_declarations.hpp"

namespace mfa::tool {

const std::vector<Command>& admin_commands() {
    static const std::vector<Command> commands{
        {"admin", "users", "list who has a device, who is locked or disabled", declare_admin_users},
        {"admin", "show", "show one user: devices, failures, last use", declare_admin_show},
        {"admin", "unlock", "end the wait that wrong codes have brought a user",
         declare_admin_unlock},
        {"admin", "reset", "remove all devices of a user, who enrols anew at the next login",
         declare_admin_reset},
        {"admin", "disable", "shut a user out: no login, no factor counts", declare_admin_disable},
        {"admin", "enable", "let a disabled user in again", declare_admin_enable},
        {"admin", "enroll", "give a user a token whose secret you have", declare_admin_enroll},
        {"admin", "doctor", "look through all records for what is damaged, and at the clock",
         declare_admin_doctor},
        {"admin", "rotate-key", "change the key that seals all devices; for root",
         declare_admin_rotate_key},
        {"admin", "import", "take over devices from another system or host", declare_admin_import},
        {"admin", "export", "write a user's devices into an encrypted file", declare_admin_export},
    };
    return commands;
}

} // namespace mfa::tool
