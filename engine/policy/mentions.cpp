#include "engine/policy/mentions.hpp"

#include "engine/base/text.hpp"

#include <algorithm>

namespace mfa::policy {

namespace {

bool is_groups(const std::string& key) {
    return to_lower(key) == "host:groups";
}

bool asks_for_groups(const Variables& variables) {
    return std::any_of(variables.begin(), variables.end(),
                       [](const Variable* variable) { return is_groups(variable->key); });
}

bool in_condition(const Condition& condition) {
    const std::vector<Variables> values = variables_in(condition.values);
    return is_groups(condition.key) || std::any_of(values.begin(), values.end(), asks_for_groups);
}

bool in_statement(const Statement& statement) {
    const auto& templates = statement.resources.templates;
    return (statement.principals && !statement.principals->groups.empty()) ||
           std::any_of(templates.begin(), templates.end(),
                       [](const Template& text) { return asks_for_groups(variables_in(text)); }) ||
           std::any_of(statement.conditions.begin(), statement.conditions.end(), in_condition);
}

} // namespace

Variables variables_in(const Template& text) {
    Variables found;
    for (const Template::Piece& piece : text.pieces()) {
        if (const auto* variable = std::get_if<Variable>(&piece)) {
            found.push_back(variable);
        }
    }
    return found;
}

Variables variables_in(const ArnTemplate& arn) {
    if (const auto* variable = std::get_if<Variable>(&arn.parts)) {
        return {variable};
    }
    Variables found;
    for (const Template& part : std::get<std::array<Template, arn_components>>(arn.parts)) {
        const Variables more = variables_in(part);
        found.insert(found.end(), more.begin(), more.end());
    }
    return found;
}

std::vector<Variables> variables_in(const ConditionValues& values) {
    std::vector<Variables> found;
    const auto add = [&](const auto& texts) {
        for (const auto& text : texts) {
            found.push_back(variables_in(text));
        }
    };
    if (const auto* texts = std::get_if<std::vector<Template>>(&values)) {
        add(*texts);
    } else if (const auto* arns = std::get_if<std::vector<ArnTemplate>>(&values)) {
        add(*arns);
    }
    return found;
}

bool mentions_groups(const PolicySet& set) {
    return std::any_of(set.statements().begin(), set.statements().end(), in_statement);
}

} // namespace mfa::policy
