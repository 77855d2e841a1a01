#include "engine/policy/policy.hpp"
#include "mfa_tool/commands/policy_declarations.hpp"
#include "mfa_tool/commands/policy_files.hpp"
#include "mfa_tool/options.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mfa::tool {

namespace {

struct CheckOptions {
    CommonOptions common;
    std::vector<std::string> paths;
};

std::string counted(std::size_t count, std::string_view what) {
    return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

void print_as_json(Environment& environment, const std::vector<policy::Source>& sources,
                   const policy::LoadResult& loaded) {
    nlohmann::ordered_json files = nlohmann::ordered_json::array();
    for (const policy::Source& source : sources) {
        files.push_back(source.name);
    }
    nlohmann::ordered_json findings = nlohmann::ordered_json::array();
    for (const policy::Finding& finding : loaded.findings) {
        findings.push_back({{"file", finding.file},
                            {"line", finding.line},
                            {"column", finding.column},
                            {"severity", "error"},
                            {"code", finding.code},
                            {"message", finding.message}});
    }
    print_json(environment, {{"valid", loaded.set.has_value()},
                             {"files", std::move(files)},
                             {"statements", loaded.set ? loaded.set->statements().size() : 0},
                             {"findings", std::move(findings)}});
}

Attempt<ExitCode> check(Environment& environment, const CheckOptions& options) {
    const auto sources = TRY(read_policy(options.paths));
    const policy::LoadResult loaded = policy::load(sources);
    const ExitCode exit = loaded.set ? ExitCode::done : ExitCode::failed;
    if (options.common.json) {
        print_as_json(environment, sources, loaded);
        return exit;
    }
    environment.out(render_findings(loaded.findings));
    const std::string files = counted(sources.size(), "file");
    environment.err(loaded.set
                        ? fmt::format("{}, {}, no errors\n", files,
                                      counted(loaded.set->statements().size(), "statement"))
                        : fmt::format("{}, {}\n", files, counted(loaded.findings.size(), "error")));
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
