#include "engine/policy/compare/compare.hpp"
#include "mfa_tool/commands/policy_compare_view.hpp"
#include "mfa_tool/commands/policy_declarations.hpp"
#include "mfa_tool/commands/policy_files.hpp"
#include "mfa_tool/options.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace mfa::tool {

namespace {

struct DiffOptions {
    CommonOptions common;
    std::string before;
    std::string after;
    bool assert_no_new_access = false;
    policy::compare::Limits limits;
};

Attempt<ExitCode> diff(Environment& environment, const DiffOptions& options) {
    const LoadedPolicy before = TRY(load_policy(environment, {options.before}));
    const LoadedPolicy after = TRY(load_policy(environment, {options.after}));
    const auto comparison = policy::compare::compare({before.sources, before.set},
                                                     {after.sources, after.set}, options.limits);
    if (options.common.json) {
        print_json(environment, comparison_json(comparison));
    } else {
        environment.out(comparison_text(comparison));
    }
    // What was not looked at cannot be vouched for.
    const bool is_safe = !comparison.has_new_access() && comparison.cuts.empty();
    if (options.assert_no_new_access && !is_safe) {
        environment.err(comparison.has_new_access()
                            ? "mfa_tool: something becomes allowed\n"
                            : "mfa_tool: whether something becomes allowed is not proved\n");
        return ExitCode::failed;
    }
    return ExitCode::done;
}

} // namespace

Action declare_policy_diff(CLI::App& app) {
    auto options = std::make_shared<DiffOptions>();
    declare_json(app, options->common.json);
    app.add_option("OLD", options->before, "a policy file, or a folder of them")->required();
    app.add_option("NEW", options->after, "the same, as it shall be")->required();
    app.add_flag("--assert-no-new-access", options->assert_no_new_access,
                 "fail when something becomes allowed, or when that cannot be ruled out");
    app.add_option("--budget", options->limits.steps_max,
                   "how many combinations to look at before giving up")
        ->check(CLI::PositiveNumber);
    return make_action(std::move(options), diff);
}

} // namespace mfa::tool
