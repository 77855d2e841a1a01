#pragma once

#include "mfa_tool/command.hpp"

namespace mfa::tool {

Action declare_policy_check(CLI::App& app);
Action declare_policy_assert(CLI::App& app);
Action declare_policy_codes(CLI::App& app);
Action declare_policy_diff(CLI::App& app);
Action declare_policy_explain(CLI::App& app);
Action declare_policy_lint(CLI::App& app);
Action declare_policy_simulate(CLI::App& app);
Action declare_policy_test(CLI::App& app);

} // namespace mfa::tool
