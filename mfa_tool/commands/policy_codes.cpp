#include "engine/policy/error_codes.hpp"
#include "engine/policy/lint/rule.hpp"
#include "mfa_tool/commands/policy_declarations.hpp"
#include "mfa_tool/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mfa::tool {

namespace {

struct CodesOptions {
    CommonOptions common;
};

struct Row {
    std::string_view code;
    std::string_view command; ///< which one finds it first
    std::string_view severity;
    std::string_view summary;
};

std::vector<Row> rows() {
    std::vector<Row> all;
    for (const policy::ErrorCode& error : policy::error_codes()) {
        all.push_back({error.code, "check", "error", error.summary});
    }
    for (const policy::lint::Rule& rule : policy::lint::rules()) {
        all.push_back({rule.code, "lint", severity_name(rule.severity), rule.summary});
    }
    return all;
}

Attempt<ExitCode> codes(Environment& environment, const CodesOptions& options) {
    if (options.common.json) {
        auto list = nlohmann::ordered_json::array();
        for (const Row& row : rows()) {
            list.push_back({{"code", row.code},
                            {"command", row.command},
                            {"severity", row.severity},
                            {"summary", row.summary}});
        }
        print_json(environment, {{"codes", std::move(list)}});
        return ExitCode::done;
    }
    for (const Row& row : rows()) {
        environment.out(fmt::format("{:<27} {:<5} {:<10} {}\n", row.code, row.command, row.severity,
                                    row.summary));
    }
    return ExitCode::done;
}

} // namespace

Action declare_policy_codes(CLI::App& app) {
    auto options = std::make_shared<CodesOptions>();
    declare_json(app, options->common.json);
    return make_action(std::move(options), codes);
}

} // namespace mfa::tool
