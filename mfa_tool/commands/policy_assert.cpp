#include "engine/base/text.hpp"
#include "engine/policy/compare/compare.hpp"
#include "mfa_tool/commands/policy_compare_view.hpp"
#include "mfa_tool/commands/policy_declarations.hpp"
#include "mfa_tool/commands/policy_files.hpp"
#include "mfa_tool/commands/policy_question.hpp"
#include "mfa_tool/commands/policy_view.hpp"
#include "mfa_tool/options.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mfa::tool {

namespace {

using policy::compare::Allowed;
using policy::compare::AllowedSearch;

struct AssertOptions {
    CommonOptions common;
    std::vector<std::string> policies;
    std::string never;
    std::string on;
    bool without_mfa = false;
    policy::compare::Limits limits;
};

policy::compare::Scope scope_of(const AssertOptions& options) {
    policy::compare::Scope scope;
    scope.action = policy::Pattern::from_wildcards(options.never);
    if (!options.on.empty()) {
        scope.resource = policy::Pattern::from_wildcards(options.on);
    }
    if (options.without_mfa) {
        // No factor was shown, or nobody knows; without one there is no age of it.
        scope.keys["aws:multifactorauthpresent"] = {{}, {"false"}};
        scope.keys["aws:multifactorauthage"] = {{}};
    }
    return scope;
}

std::string_view verdict(const AllowedSearch& search) {
    if (!search.found.empty()) {
        return "false";
    }
    return search.cuts.empty() ? "proved" : "not proved";
}

std::string claim(const AssertOptions& options) {
    return fmt::format("never {}{}{}", escape_controls(options.never),
                       options.on.empty() ? "" : " on " + escape_controls(options.on),
                       options.without_mfa ? " without MFA" : "");
}

std::string text_of(const AssertOptions& options, const AllowedSearch& search) {
    std::string text = fmt::format("{}: {}\n", verdict(search), claim(options));
    if (!search.found.empty()) {
        const Allowed& example = search.found.front();
        text += fmt::format("allowed: {}\n{}", request_text(example.request),
                            decision_text(example.decision));
    }
    return text + cuts_text(search.cuts);
}

nlohmann::ordered_json json_of(const AssertOptions& options, const AllowedSearch& search) {
    nlohmann::ordered_json example(nullptr);
    if (!search.found.empty()) {
        example = {{"request", request_json(search.found.front().request)},
                   {"statements", statements_json(search.found.front().decision)}};
    }
    return {{"claim", claim(options)},
            {"verdict", verdict(search)},
            {"counterexample", std::move(example)},
            {"exhaustive", search.cuts.empty()},
            {"cuts", search.cuts}};
}

Attempt<ExitCode> assert_claim(Environment& environment, const AssertOptions& options) {
    const LoadedPolicy loaded = TRY(load_policy(environment, options.policies));
    const auto search = policy::compare::find_allowed({loaded.sources, loaded.set},
                                                      scope_of(options), options.limits);
    if (options.common.json) {
        print_json(environment, json_of(options, search));
    } else {
        environment.out(text_of(options, search));
    }
    return search.found.empty() && search.cuts.empty() ? ExitCode::done : ExitCode::failed;
}

std::string check_never(const std::string& text) {
    return text == "*" || check_action(text).empty() ? "" : "an action is `service:Name` or `*`";
}

} // namespace

Action declare_policy_assert(CLI::App& app) {
    auto options = std::make_shared<AssertOptions>();
    declare_json(app, options->common.json);
    declare_policy_paths(app, options->policies);
    app.add_option("--never", options->never, "the action, * and ? as in policies")
        ->required()
        ->check(check_never);
    app.add_option("--on", options->on, "on these resources alone, * and ? as in policies");
    app.add_flag("--without-mfa", options->without_mfa, "in sessions that have shown no factor");
    app.add_option("--budget", options->limits.steps_max,
                   "how many combinations to look at before giving up")
        ->check(CLI::PositiveNumber);
    return make_action(std::move(options), assert_claim);
}

} // namespace mfa::tool
