// Operators that compare in another way than their values or their key ask for.
#include "engine/base/text.hpp"
#include "engine/policy/address.hpp"
#include "engine/policy/known_names.hpp"
#include "engine/policy/lint/rules/rules.hpp"
#include "engine/policy/text_rules.hpp"

#include <algorithm>

namespace mfa::policy::lint {

namespace {

bool is_literal_text(const Operator& op) {
    return op.family == OperatorFamily::string || op.family == OperatorFamily::string_ignore_case;
}

/// The operator as written, with another test in it: qualifier and IfExists stay.
std::string with_test(const ConditionView& condition, std::string_view test) {
    const std::size_t colon = condition.op.find(':');
    const std::string qualifier =
        colon == std::string::npos ? "" : condition.op.substr(0, colon + 1);
    return qualifier + std::string{test} + (condition.model->op.if_exists ? "IfExists" : "");
}

/// `StringNotEquals` as `StringEquals`.
std::string without_not(std::string op) {
    const std::size_t negation = op.find("Not");
    return negation == std::string::npos ? op : op.erase(negation, 3);
}

/// The text with its variables taken out; `${*}` and `${?}` are characters.
std::string without_variables(std::string_view text) {
    std::string rest;
    while (!text.empty()) {
        const std::size_t variable = std::min(text.find("${"), text.size());
        rest += text.substr(0, variable);
        text.remove_prefix(variable);
        const std::size_t end = text.find('}');
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return rest;
}

template <typename Function>
void for_each_condition(const Subject& subject, const Function& function) {
    for (const StatementView& statement : subject.statements()) {
        for (const ConditionView& condition : statement.conditions) {
            function(statement, condition);
        }
    }
}

std::string advice_for_many(const StatementView& statement, const ConditionView& condition) {
    if (!condition.model->op.is_negated) {
        return "write " + in_backticks("ForAnyValue:" + condition.op);
    }
    if (statement.is(Effect::deny)) {
        return "write " + in_backticks("ForAllValues:" + condition.op);
    }
    return "make it a Deny with " + in_backticks("ForAnyValue:" + without_not(condition.op));
}

} // namespace

void check_single_valued_operator(const Subject& subject, Reporter& report) {
    for_each_condition(
        subject, [&](const StatementView& statement, const ConditionView& condition) {
            const Operator& op = condition.model->op;
            if (is_many_valued(condition.model->key) && op.qualifier == SetQualifier::none &&
                op.family != OperatorFamily::null) {
                report.add(statement, condition.op_position,
                           in_backticks(condition.model->key) +
                               " may have several values, and then " + in_backticks(condition.op) +
                               " never holds: " + advice_for_many(statement, condition));
            }
        });
}

void check_literal_wildcard(const Subject& subject, Reporter& report) {
    for_each_condition(subject, [&](const StatementView& statement,
                                    const ConditionView& condition) {
        if (!is_literal_text(condition.model->op)) {
            return;
        }
        for (const auto& [text, position] : condition.values) {
            const std::string rest = without_variables(text);
            const std::size_t wildcard = rest.find_first_of("*?");
            if (wildcard != std::string::npos) {
                const std::string character = rest.substr(wildcard, 1);
                const char* like = condition.model->op.is_negated ? "StringNotLike" : "StringLike";
                report.add(statement, position,
                           in_backticks(condition.op) + " takes " + in_backticks(character) +
                               " for that very character: write " +
                               in_backticks(with_test(condition, like)) + ", or " +
                               in_backticks("${" + character + "}") + " if it is meant so");
            }
        }
    });
}

void check_address_as_text(const Subject& subject, Reporter& report) {
    for_each_condition(subject, [&](const StatementView& statement,
                                    const ConditionView& condition) {
        const Operator& op = condition.model->op;
        const bool is_text = is_literal_text(op) || op.family == OperatorFamily::string_like;
        if (!is_text || to_lower(condition.model->key) != "aws:sourceip") {
            return;
        }
        for (const auto& [text, position] : condition.values) {
            if (Network::parse(text)) {
                report.add(statement, position,
                           in_backticks(condition.op) + " compares addresses letter by letter, " +
                               (text.find('/') == std::string::npos
                                    ? "and one address may be written in several ways"
                                    : "and no address is written " + in_backticks(text)) +
                               ": write " +
                               in_backticks(with_test(condition, op.is_negated ? "NotIpAddress"
                                                                               : "IpAddress")));
            }
        }
    });
}

} // namespace mfa::policy::lint
