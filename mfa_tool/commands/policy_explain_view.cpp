#include "mfa_tool/commands/policy_explain_view.hpp"

#include "engine/base/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mfa::tool {

namespace {

using nlohmann::ordered_json;
using policy::Match;
using policy::explain::ElementReport;
using policy::explain::Explanation;
using policy::explain::match_name;
using policy::explain::StatementReport;
using policy::explain::ValueReport;

// More texts of one list than this are counted, not shown.
constexpr std::size_t texts_max = 6;

std::string_view mark(Match match) {
    return match == Match::failed ? "?" : match_name(match);
}

std::string value_text(const ValueReport& value) {
    std::string text = escape_controls(value.written);
    if (value.has_variables) {
        text += value.resolved ? fmt::format(" (here {})", escape_controls(*value.resolved))
                               : " (a variable in it has no single value: fits nothing)";
    }
    return text;
}

/// The values that fit first: of a long list they are what one looks for.
std::string values_text(const ElementReport& element) {
    std::vector<const ValueReport*> values;
    for (const ValueReport& value : element.values) {
        values.push_back(&value);
    }
    std::stable_partition(values.begin(), values.end(),
                          [](const ValueReport* value) { return value->match == Match::yes; });
    std::string text;
    for (std::size_t i = 0; i < std::min(values.size(), texts_max); ++i) {
        text += (i == 0 ? "" : ", ") + value_text(*values[i]);
    }
    if (values.size() > texts_max) {
        text += fmt::format(" and {} more", values.size() - texts_max);
    }
    return text;
}

std::string element_text(const ElementReport& element) {
    const std::string head = element.op.empty()
                                 ? fmt::format("{}: {}", element.element, values_text(element))
                                 : fmt::format("{} {} {}: {}", element.element, element.op,
                                               escape_controls(element.key), values_text(element));
    return fmt::format("  {:<3} {}\n      {}\n", mark(element.match), head, element.reason);
}

std::string_view verdict(const StatementReport& report) {
    if (report.match == Match::failed) {
        return report.decides ? "cannot be decided, and so denies" : "cannot be decided";
    }
    if (report.decides) {
        return "applies, and decides";
    }
    return report.match == Match::yes ? "applies, but a Deny outweighs it" : "does not apply";
}

std::string statement_text(const StatementReport& report) {
    const policy::Statement& statement = *report.statement;
    std::string text =
        fmt::format("\n{} {}{}{}:{}: {}\n", effect_name(statement.effect), statement.sid,
                    statement.sid.empty() ? "" : " ", escape_controls(statement.file),
                    statement.line, verdict(report));
    for (const ElementReport& element : report.elements) {
        text += element_text(element);
    }
    return text;
}

std::string_view why(policy::DecisionKind kind) {
    switch (kind) {
    case policy::DecisionKind::allow:
        return "an Allow applies, and no Deny does";
    case policy::DecisionKind::explicit_deny:
        return "a Deny applies, which outweighs every Allow";
    case policy::DecisionKind::implicit_deny:
        return "no Allow applies, and what nothing allows is denied";
    }
    return "";
}

ordered_json value_json(const ValueReport& value) {
    ordered_json json{{"text", value.written}};
    if (value.has_variables) {
        json["resolved"] = value.resolved ? ordered_json(*value.resolved) : ordered_json(nullptr);
    }
    if (value.match) {
        json["match"] = match_name(*value.match);
    }
    return json;
}

ordered_json element_json(const ElementReport& element) {
    ordered_json json{{"element", element.element}};
    if (!element.op.empty()) {
        json["operator"] = element.op;
        json["key"] = element.key;
    }
    json["line"] = element.position.line;
    json["column"] = element.position.column;
    json["match"] = match_name(element.match);
    auto values = ordered_json::array();
    for (const ValueReport& value : element.values) {
        values.push_back(value_json(value));
    }
    json["values"] = std::move(values);
    json["seen"] = element.seen ? ordered_json(*element.seen) : ordered_json(nullptr);
    json["reason"] = element.reason;
    return json;
}

} // namespace

std::string explanation_text(const Explanation& explanation, const policy::Request& request,
                             ShownStatements shown) {
    const auto kind = explanation.decision.kind;
    std::string text =
        fmt::format("{}: {}\n{} asks for {} on {}\n", decision_name(kind), why(kind),
                    escape_controls(request.principal.user.value_or("somebody")),
                    escape_controls(request.action), escape_controls(request.resource));
    std::size_t hidden = 0;
    for (const StatementReport& report : explanation.statements) {
        if (shown == ShownStatements::all || report.is_about_action()) {
            text += statement_text(report);
        } else {
            ++hidden;
        }
    }
    if (hidden > 0) {
        text += fmt::format("\n{} statement{} not about this action; --all shows {}\n", hidden,
                            hidden == 1 ? " is" : "s are", hidden == 1 ? "it" : "them");
    }
    return text;
}

ordered_json explanation_json(const Explanation& explanation) {
    auto statements = ordered_json::array();
    for (const StatementReport& report : explanation.statements) {
        auto elements = ordered_json::array();
        for (const ElementReport& element : report.elements) {
            elements.push_back(element_json(element));
        }
        statements.push_back({{"effect", effect_name(report.statement->effect)},
                              {"sid", report.statement->sid},
                              {"file", report.statement->file},
                              {"line", report.statement->line},
                              {"match", match_name(report.match)},
                              {"decides", report.decides},
                              {"elements", std::move(elements)}});
    }
    return {{"decision", decision_name(explanation.decision.kind)},
            {"statements", std::move(statements)}};
}

} // namespace mfa::tool
