#include "engine/policy/policy.hpp"
#include "mfa_tool/commands/policy_declarations.hpp"
#include "mfa_tool/commands/policy_files.hpp"
#include "mfa_tool/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/format.h>

namespace mfa::tool {

namespace {

struct CheckOptions {
    CommonOptions common;
    std::vector<std::string> paths;
};

/// `2 errors`; where some are left off, `at least 100 errors`.
std::string counted_errors(const std::vector<policy::Finding>& findings) {
    const auto notes =
        std::count_if(findings.begin(), findings.end(), [](const policy::Finding& finding) {
            return finding.code == "too-many-errors";
        });
    const std::size_t errors = findings.size() - static_cast<std::size_t>(notes);
    return (notes > 0 ? "at least " : "") + counted(errors, "error");
}

Attempt<ExitCode> check(Environment& environment, const CheckOptions& options) {
    const auto sources = TRY(read_policy(options.paths));
    const policy::LoadResult loaded = policy::load(sources);
    const ExitCode exit = loaded.set ? ExitCode::done : ExitCode::failed;
    if (options.common.json) {
        print_findings_json(environment, sources,
                            loaded.set ? std::optional{loaded.set->statements().size()}
                                       : std::nullopt,
                            loaded.findings);
        return exit;
    }
    environment.out(render_findings(loaded.findings));
    const std::string files = counted(sources.size(), "file");
    environment.err(loaded.set ? fmt::format("{}, {}, no errors\n", files,
                                             counted(loaded.set->statements().size(), "statement"))
                               : fmt::format("{}, {}\n", files, counted_errors(loaded.findings)));
    return exit;
}

} // namespace

Action declare_policy_check(CLI::App& app) {
    auto options = std::make_shared<CheckOptions>();
    declare_json(app, options->common.json);
    app.add_option("PATH", options->paths, "files, and folders with *.yaml, *.yml and *.json")
        ->required();
    return make_action(std::move(options), check);
}

} // namespace mfa::tool
