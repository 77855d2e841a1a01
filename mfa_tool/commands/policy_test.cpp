#include "engine/base/file.hpp"
#include "engine/base/unique_fd.hpp"
#include "engine/policy/cases/run_cases.hpp"
#include "mfa_tool/commands/policy_declarations.hpp"
#include "mfa_tool/commands/policy_files.hpp"
#include "mfa_tool/commands/policy_test_view.hpp"
#include "mfa_tool/options.hpp"

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mfa::tool {

namespace {

using policy::cases::Case;

struct TestOptions {
    CommonOptions common;
    std::vector<std::string> files;
    std::vector<std::string> policies;
    std::string junit;
    bool require_coverage = false;
};

Attempt<std::vector<Case>> read_cases(Environment& environment,
                                      const std::vector<std::string>& paths) {
    std::vector<Case> all;
    std::vector<policy::Finding> findings;
    for (const policy::Source& source : TRY(read_policy(paths))) {
        auto cases = policy::cases::parse_cases(source, findings);
        std::move(cases.begin(), cases.end(), std::back_inserter(all));
    }
    if (!findings.empty()) {
        environment.err(render_findings(findings));
        return Failure{ExitCode::failed, "invalid-cases", "the cases cannot be read"};
    }
    return all;
}

/// The name is the caller's own choice, as with a redirection of the shell.
Result<> write_file(const std::string& path, std::string_view text) {
    constexpr mode_t mode = 0666; // and the umask
    const UniqueFd file{
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, mode)};
    if (!file) {
        return Error::from_errno(fmt::format("open `{}`", path));
    }
    return write_all(file.get(), text, path);
}

Attempt<ExitCode> test(Environment& environment, const TestOptions& options) {
    const auto cases = TRY(read_cases(environment, options.files));
    const LoadedPolicy loaded = TRY(load_policy(environment, options.policies));
    const auto run = run_cases(loaded.set, cases);
    if (!options.junit.empty()) {
        TRY(write_file(options.junit, run_junit(run)));
    }
    const std::size_t statements = loaded.set.statements().size();
    if (options.common.json) {
        print_json(environment, run_json(run));
    } else {
        environment.out(run_text(run));
        environment.out(fmt::format("{} passed, {} failed; {} of {} statements reached\n",
                                    cases.size() - run.failures(), run.failures(),
                                    statements - run.unreached.size(), statements));
    }
    const bool is_uncovered = options.require_coverage && !run.unreached.empty();
    return run.failures() > 0 || is_uncovered ? ExitCode::failed : ExitCode::done;
}

} // namespace

Action declare_policy_test(CLI::App& app) {
    auto options = std::make_shared<TestOptions>();
    declare_json(app, options->common.json);
    declare_policy_paths(app, options->policies);
    app.add_option("FILE", options->files, "files of cases, and folders of them")->required();
    app.add_option("--junit", options->junit, "also write the results to this file, for CI servers")
        ->type_name("FILE");
    app.add_flag("--require-coverage", options->require_coverage,
                 "fail when a statement applies to no case");
    return make_action(std::move(options), test);
}

} // namespace mfa::tool
