#include "mfa_tool/commands/admin.hpp"

namespace mfa::tool {

const std::vector<Command>& admin_commands() {
    static const std::vector<Command> commands{
        {"admin", "import", "take over devices from another system or host", declare_admin_import},
        {"admin", "export", "write a user's devices into an encrypted file", declare_admin_export},
    };
    return commands;
}

} // namespace mfa::tool
