#include "mfa_tool/commands/policy_test_view.hpp"

#include "engine/base/text.hpp"
#include "mfa_tool/commands/policy_view.hpp"

#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>

namespace mfa::tool {

namespace {

using nlohmann::ordered_json;
using policy::cases::CaseResult;
using policy::cases::RunResult;

/// Text within a double-quoted attribute.
std::string xml(std::string_view text) {
    std::string escaped;
    for (const char c : escape_controls(text)) {
        switch (c) {
        case '&':
            escaped += "&amp;";
            break;
        case '<':
            escaped += "&lt;";
            break;
        case '>':
            escaped += "&gt;";
            break;
        case '"':
            escaped += "&quot;";
            break;
        default:
            escaped += c;
        }
    }
    return escaped;
}

std::string statement_name(const policy::Statement& statement) {
    return fmt::format("{} {}{}", effect_name(statement.effect), statement.sid,
                       statement.sid.empty() ? "without a Sid" : "");
}

} // namespace

std::string run_text(const RunResult& run) {
    std::string text;
    for (const CaseResult& result : run.results) {
        if (!result.has_passed()) {
            text +=
                fmt::format("{}:{}:{}: failed: {}: {}\n", escape_controls(result.tested->file),
                            result.tested->position.line, result.tested->position.column,
                            escape_controls(result.tested->name), escape_controls(result.problem));
        }
    }
    for (const policy::Statement* statement : run.unreached) {
        text += fmt::format("{}:{}: not reached: {}\n", escape_controls(statement->file),
                            statement->line, statement_name(*statement));
    }
    return text;
}

ordered_json run_json(const RunResult& run) {
    auto cases = ordered_json::array();
    for (const CaseResult& result : run.results) {
        cases.push_back({{"name", result.tested->name},
                         {"file", result.tested->file},
                         {"line", result.tested->position.line},
                         {"passed", result.has_passed()},
                         {"expected", expectation_name(result.tested->expectation)},
                         {"decision", decision_name(result.decision.kind)},
                         {"statements", statements_json(result.decision)},
                         {"problem", result.has_passed() ? ordered_json(nullptr)
                                                         : ordered_json(result.problem)}});
    }
    auto unreached = ordered_json::array();
    for (const policy::Statement* statement : run.unreached) {
        unreached.push_back({{"effect", effect_name(statement->effect)},
                             {"sid", statement->sid},
                             {"file", statement->file},
                             {"line", statement->line}});
    }
    return {{"passed", run.results.size() - run.failures()},
            {"failed", run.failures()},
            {"cases", std::move(cases)},
            {"unreached", std::move(unreached)}};
}

std::string run_junit(const RunResult& run) {
    struct Suite {
        std::size_t tests = 0;
        std::size_t failures = 0;
        std::string text;
    };
    std::map<std::string, Suite> suites;
    for (const CaseResult& result : run.results) {
        Suite& suite = suites[result.tested->file];
        ++suite.tests;
        suite.text += fmt::format(R"(    <testcase classname="{}" name="{}" file="{}" line="{}")",
                                  xml(result.tested->file), xml(result.tested->name),
                                  xml(result.tested->file), result.tested->position.line);
        if (result.has_passed()) {
            suite.text += "/>\n";
            continue;
        }
        ++suite.failures;
        suite.text += fmt::format(">\n      <failure message=\"{}\"/>\n    </testcase>\n",
                                  xml(result.problem));
    }
    std::string text = fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                                   "<testsuites tests=\"{}\" failures=\"{}\">\n",
                                   run.results.size(), run.failures());
    for (const auto& [file, suite] : suites) {
        text += fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\">\n{}"
                            "  </testsuite>\n",
                            xml(file), suite.tests, suite.failures, suite.text);
    }
    return text + "</testsuites>\n";
}

} // namespace mfa::tool
