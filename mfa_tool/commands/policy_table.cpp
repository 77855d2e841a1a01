#include "mfa_tool/commands/policy.hpp"
#include "mfa_tool/commands/policy_declarations.hpp"

namespace mfa::tool {

const std::vector<Command>& policy_commands() {
    static const std::vector<Command> commands{
        {"policy", "check", "find the errors in policy files", declare_policy_check},
        {"policy", "lint", "find what is valid and most likely wrong", declare_policy_lint},
        {"policy", "codes", "list what check and lint can find", declare_policy_codes},
        {"policy", "simulate", "ask what a policy decides", declare_policy_simulate},
        {"policy", "explain", "ask why: each statement, what it wants, what it saw",
         declare_policy_explain},
        {"policy", "test", "run files of cases with the decisions they expect",
         declare_policy_test},
        {"policy", "diff", "find the requests that two policies decide differently",
         declare_policy_diff},
        {"policy", "assert", "prove that something is never allowed, or show how it is",
         declare_policy_assert},
    };
    return commands;
}

} // namespace mfa::tool
