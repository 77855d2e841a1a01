#include "engine/policy/lint/lint.hpp"
#include "mfa_tool/commands/policy_declarations.hpp"
#include "mfa_tool/commands/policy_files.hpp"
#include "mfa_tool/host_facts.hpp"
#include "mfa_tool/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/format.h>

namespace mfa::tool {

namespace {

using policy::Severity;
using policy::lint::LintResult;

struct LintOptions {
    CommonOptions common;
    std::vector<std::string> paths;
    bool is_strict = false;
    bool without_host = false;
};

std::string count_of(const LintResult& result, Severity severity) {
    const auto count = std::count_if(
        result.findings.begin(), result.findings.end(),
        [severity](const policy::Finding& finding) { return finding.severity == severity; });
    return counted(static_cast<std::size_t>(count), severity_name(severity));
}

Attempt<ExitCode> lint(Environment& environment, const LintOptions& options) {
    const auto paths = options.paths.empty()
                           ? std::vector<std::string>{std::string{default_policy_path}}
                           : options.paths;
    const auto sources = TRY(read_policy(paths));
    const LocalHostFacts local;
    const policy::lint::NoHostFacts none;
    const policy::lint::HostFacts& facts =
        options.without_host ? static_cast<const policy::lint::HostFacts&>(none) : local;
    const LintResult result = policy::lint::lint(sources, facts);
    const bool has_failed =
        result.has(Severity::error) || (options.is_strict && result.has(Severity::warning));
    if (options.common.json) {
        print_findings_json(environment, sources, result.statements, result.findings);
    } else {
        environment.out(render_findings(result.findings));
        environment.err(fmt::format(
            "{}, {}, {}, {}\n", counted(sources.size(), "file"), count_of(result, Severity::error),
            count_of(result, Severity::warning), count_of(result, Severity::suggestion)));
    }
    return has_failed ? ExitCode::failed : ExitCode::done;
}

} // namespace

Action declare_policy_lint(CLI::App& app) {
    auto options = std::make_shared<LintOptions>();
    declare_json(app, options->common.json);
    app.add_option("PATH", options->paths,
                   fmt::format("files, and folders with *.yaml, *.yml and *.json, which count "
                               "together as one policy (default {})",
                               default_policy_path));
    app.add_flag("--strict", options->is_strict, "fail on warnings, too");
    app.add_flag("--without-host", options->without_host,
                 "judge the text alone: do not look at this machine's commands and services");
    return make_action(std::move(options), lint);
}

} // namespace mfa::tool
