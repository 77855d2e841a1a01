#include "engine/policy/explain/explain.hpp"

#include "engine/policy/condition_evaluator.hpp"
#include "engine/policy/explain/condition_reason.hpp"
#include "engine/policy/statement_evaluator.hpp"
#include "engine/policy/text_rules.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace mfa::policy::explain {

namespace {

/// The sentence for a list of patterns: Action and Resource, or their opposites.
std::string list_reason(std::string_view what, bool is_excluding, bool is_listed, Match match,
                        const std::string& seen) {
    if (match == Match::failed) {
        return "comparing takes too many steps: a Deny counts as applying, an Allow does not";
    }
    if (is_excluding) {
        return fmt::format("{} {} {}", what, in_backticks(seen),
                           is_listed ? "is on the list of exceptions" : "is no exception");
    }
    return fmt::format("{} {} {}", what, in_backticks(seen),
                       is_listed ? "fits" : "fits none of these");
}

bool is_any(const std::vector<ValueReport>& values) {
    return std::any_of(values.begin(), values.end(),
                       [](const ValueReport& value) { return value.match == Match::yes; });
}

std::string text_at(const std::vector<std::string>& texts, std::size_t index) {
    return index < texts.size() ? texts[index] : std::string{};
}

ElementReport explain_action(const WrittenStatement& statement, const Request& request) {
    const ActionScope& scope = statement.model->actions;
    ElementReport report{statement.actions.element,           {}, {},
                         statement.actions.position,          {}, std::vector{request.action},
                         match_action(scope, request.action), {}};
    for (std::size_t i = 0; i < scope.patterns.size(); ++i) {
        report.values.push_back(
            {text_at(statement.actions.texts, i), std::nullopt, false,
             from_bool(covers(scope.patterns[i], request.action, LetterCase::ignored))});
    }
    report.reason = list_reason("the action", scope.sense == Sense::excluded, is_any(report.values),
                                report.match, request.action);
    return report;
}

std::optional<std::string> resolved_text(const Template& text, const Context& context) {
    const auto pattern = text.resolve(context);
    return pattern ? std::optional{pattern_text(*pattern)} : std::nullopt;
}

ElementReport explain_resource(const WrittenStatement& statement, const Request& request) {
    const ResourceScope& scope = statement.model->resources;
    ElementReport report{statement.resources.element,    {}, {},
                         statement.resources.position,   {}, std::vector{request.resource},
                         match_resource(scope, request), {}};
    for (std::size_t i = 0; i < scope.templates.size(); ++i) {
        const auto pattern = scope.templates[i].resolve(request.context);
        ValueReport value{
            text_at(statement.resources.texts, i), std::nullopt, scope.templates[i].has_variables(),
            from_bool(pattern && covers(*pattern, request.resource, LetterCase::exact))};
        if (value.has_variables) {
            value.resolved = resolved_text(scope.templates[i], request.context);
        }
        report.values.push_back(std::move(value));
    }
    report.reason = list_reason("the resource", scope.sense == Sense::excluded,
                                is_any(report.values), report.match, request.resource);
    return report;
}

std::optional<std::vector<std::string>> seen_principal(const Principal& principal) {
    std::vector<std::string> seen;
    if (principal.user) {
        seen.push_back("User " + *principal.user);
    }
    for (const std::string& group : principal.groups.value_or(std::vector<std::string>{})) {
        seen.push_back("Group " + group);
    }
    if (principal.arn) {
        seen.push_back("AWS " + *principal.arn);
    }
    return seen.empty() ? std::nullopt : std::optional{std::move(seen)};
}

std::string principal_reason(const PrincipalScope& scope, const Request& request, Match match) {
    const std::string who = request.principal.user ? in_backticks(*request.principal.user)
                                                   : std::string{"whoever asks"};
    const bool has_arns = !scope.arns.empty() || !scope.accounts.empty();
    const std::string_view hint =
        has_arns && !request.principal.arn ? " (the request has no ARN of a principal)" : "";
    if (scope.sense == Sense::excluded) {
        return fmt::format("{} is {}{}", who, match == Match::yes ? "no exception" : "an exception",
                           hint);
    }
    return fmt::format("{} is {}named{}", who, match == Match::yes ? "" : "not ", hint);
}

ElementReport explain_principal(const WrittenStatement& statement, const Request& request) {
    const Match match = match_principal(*statement.model, request.principal);
    ElementReport report{statement.principals.element,
                         {},
                         {},
                         statement.principals.position,
                         {},
                         seen_principal(request.principal),
                         match,
                         principal_reason(*statement.model->principals, request, match)};
    for (const std::string& text : statement.principals.texts) {
        report.values.push_back({text, std::nullopt, false, std::nullopt});
    }
    return report;
}

/// What the variables of the value at `index` stand for.
void add_resolved(const Condition& condition, std::size_t index, const Context& context,
                  ValueReport& report) {
    if (const auto* texts = std::get_if<std::vector<Template>>(&condition.values)) {
        report.has_variables = index < texts->size() && (*texts)[index].has_variables();
        report.resolved =
            report.has_variables ? resolved_text((*texts)[index], context) : std::nullopt;
        return;
    }
    const auto* arns = std::get_if<std::vector<ArnTemplate>>(&condition.values);
    if (arns == nullptr || index >= arns->size()) {
        return;
    }
    if (const auto* variable = std::get_if<Variable>(&(*arns)[index].parts)) {
        report.has_variables = true;
        if (const auto text = resolve(*variable, context)) {
            report.resolved = std::string{*text};
        }
        return;
    }
    std::string whole;
    bool is_resolved = true;
    for (const Template& part : std::get<0>((*arns)[index].parts)) {
        report.has_variables = report.has_variables || part.has_variables();
        const auto text = resolved_text(part, context);
        is_resolved = is_resolved && text.has_value();
        whole += (whole.empty() ? "" : ":") + text.value_or("");
    }
    report.resolved = report.has_variables && is_resolved ? std::optional{whole} : std::nullopt;
}

ElementReport explain_condition(const WrittenCondition& written, const Condition& condition,
                                const Request& request) {
    const auto* found = request.context.find(condition.key);
    const Match match = match_condition(condition, request.context);
    ElementReport report{"Condition",
                         written.op,
                         condition.key,
                         condition.position,
                         {},
                         std::nullopt,
                         match,
                         condition_reason(condition, request.context, match)};
    if (found != nullptr && !found->empty()) {
        report.seen = *found;
    }
    for (std::size_t i = 0; i < written.values.size(); ++i) {
        ValueReport value{written.values[i], std::nullopt, false, std::nullopt};
        add_resolved(condition, i, request.context, value);
        report.values.push_back(std::move(value));
    }
    return report;
}

StatementReport explain_statement(const WrittenStatement& written, const Request& request) {
    const Statement& model = *written.model;
    StatementReport report{&model, match_statement(model, request), false, {}};
    report.elements.push_back(explain_action(written, request));
    report.elements.push_back(explain_resource(written, request));
    if (model.principals) {
        report.elements.push_back(explain_principal(written, request));
    }
    for (std::size_t i = 0; i < model.conditions.size(); ++i) {
        const WrittenCondition none;
        report.elements.push_back(
            explain_condition(i < written.conditions.size() ? written.conditions[i] : none,
                              model.conditions[i], request));
    }
    return report;
}

/// The lower, the more relevant.
std::size_t rank(const StatementReport& report) {
    constexpr std::size_t far = 1U << 20U;
    if (report.decides) {
        return 0;
    }
    return (report.is_about_action() ? 1 : far) + report.unmatched();
}

} // namespace

std::size_t StatementReport::unmatched() const {
    return static_cast<std::size_t>(
        std::count_if(elements.begin(), elements.end(),
                      [](const ElementReport& element) { return element.match == Match::no; }));
}

Explanation explain(std::span<const Source> sources, const PolicySet& set, const Request& request) {
    Explanation result{evaluate(set, request), {}};
    const bool is_deny = result.decision.kind == DecisionKind::explicit_deny;
    for (const WrittenStatement& statement : written_statements(sources, set)) {
        StatementReport report = explain_statement(statement, request);
        const bool is_deny_statement = statement.model->effect == Effect::deny;
        report.decides = report.match == Match::yes
                             ? is_deny_statement == is_deny
                             : report.match == Match::failed && is_deny_statement;
        result.statements.push_back(std::move(report));
    }
    std::stable_sort(result.statements.begin(), result.statements.end(),
                     [](const StatementReport& left, const StatementReport& right) {
                         return rank(left) < rank(right);
                     });
    return result;
}

std::string_view match_name(Match match) {
    switch (match) {
    case Match::yes:
        return "yes";
    case Match::no:
        return "no";
    case Match::failed:
        return "failed";
    }
    return "failed";
}

} // namespace mfa::policy::explain
