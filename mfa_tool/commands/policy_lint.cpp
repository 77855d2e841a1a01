#include "engine/policy/lint/lint.hpp"
#include "mfa_tool/commands/policy_declarations.hpp"
#include "mfa_tool/commands/policy_files.hpp"
#include "mfa_tool/host_facts.hpp"
#include "mfa_tool/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mfa::tool {

namespace {

using policy::lint::Finding;
using policy::lint::LintResult;
using policy::lint::Severity;

struct LintOptions {
    CommonOptions common;
    std::vector<std::string> paths;
    bool is_strict = false;
    bool without_host = false;
};

std::string counted(const LintResult& result, Severity severity) {
    const auto count =
        std::count_if(result.findings.begin(), result.findings.end(),
                      [severity](const Finding& finding) { return finding.severity == severity; });
    return fmt::format("{} {}{}", count, severity_name(severity), count == 1 ? "" : "s");
}

void print_as_json(Environment& environment, const std::vector<policy::Source>& sources,
                   const LintResult& result) {
    auto files = nlohmann::ordered_json::array();
    for (const policy::Source& source : sources) {
        files.push_back(source.name);
    }
    auto findings = nlohmann::ordered_json::array();
    for (const Finding& finding : result.findings) {
        findings.push_back({{"file", finding.file},
                            {"line", finding.line},
                            {"column", finding.column},
                            {"severity", severity_name(finding.severity)},
                            {"code", finding.code},
                            {"message", finding.message}});
    }
    print_json(environment, {{"valid", result.statements.has_value()},
                             {"files", std::move(files)},
                             {"statements", result.statements.value_or(0)},
                             {"findings", std::move(findings)}});
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
        print_as_json(environment, sources, result);
    } else {
        for (const Finding& finding : result.findings) {
            environment.out(render(finding) + "\n");
        }
        environment.err(
            fmt::format("{} file{}, {}, {}, {}\n", sources.size(), sources.size() == 1 ? "" : "s",
                        counted(result, Severity::error), counted(result, Severity::warning),
                        counted(result, Severity::suggestion)));
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
