#include "mfa_tool/commands/table.hpp"

#include "mfa_tool/commands/admin.hpp"
#include "mfa_tool/commands/device.hpp"
#include "mfa_tool/commands/policy.hpp"

namespace mfa::tool {

namespace {

const std::vector<Command>& main_commands() {
    static const std::vector<Command> commands{
        {"", "enroll", "set up a device: shows a QR code, then asks for two codes", declare_enroll},
        {"", "verify", "give a code, and with it MFA to this session", declare_verify},
        {"", "status", "who you are, what this session may do, and what to do next",
         declare_status},
        {"", "list", "show your devices", declare_list},
        {"", "resync", "learn anew how far a device's clock is off", declare_resync},
        {"", "deactivate", "switch a device off; it can be enabled again", declare_deactivate},
        {"", "delete", "delete a device for good", declare_delete},
        {"", "recovery-codes", "make ten codes for when the device is lost; voids older ones",
         declare_recovery_codes},
        {"", "create", "first half of enroll, for scripts: prints a new secret", declare_create},
        {"", "enable", "second half of enroll: proves a device with two codes", declare_enable},
    };
    return commands;
}

} // namespace

const std::vector<Command>& all_commands() {
    static const std::vector<Command> commands = [] {
        std::vector<Command> all = main_commands();
        all.insert(all.end(), admin_commands().begin(), admin_commands().end());
        all.insert(all.end(), policy_commands().begin(), policy_commands().end());
        return all;
    }();
    return commands;
}

const std::map<std::string, std::string>& group_summaries() {
    static const std::map<std::string, std::string> summaries{
        {"admin", "look after other users' devices, where the policy lets you"},
        {"policy", "check policy files and ask what they decide"},
    };
    return summaries;
}

} // namespace mfa::tool
