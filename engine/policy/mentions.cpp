#include "engine/policy/mentions.hpp"

#include "engine/base/text.hpp"

#include <algorithm>

namespace mfa::policy {

namespace {

bool is_groups(const std::string& key) {
    return to_lower(key) == "host:groups";
}

bool in_template(const Template& text) {
    return std::any_of(text.pieces().begin(), text.pieces().end(), [](const auto& piece) {
        const auto* variable = std::get_if<Variable>(&piece);
        return variable != nullptr && is_groups(variable->key);
    });
}

bool in_arn(const ArnTemplate& arn) {
    if (const auto* variable = std::get_if<Variable>(&arn.parts)) {
        return is_groups(variable->key);
    }
    const auto& parts = std::get<std::array<Template, arn_components>>(arn.parts);
    return std::any_of(parts.begin(), parts.end(), in_template);
}

bool in_condition(const Condition& condition) {
    if (is_groups(condition.key)) {
        return true;
    }
    if (const auto* texts = std::get_if<std::vector<Template>>(&condition.values)) {
        return std::any_of(texts->begin(), texts->end(), in_template);
    }
    const auto* arns = std::get_if<std::vector<ArnTemplate>>(&condition.values);
    return arns != nullptr && std::any_of(arns->begin(), arns->end(), in_arn);
}

bool in_statement(const Statement& statement) {
    return (statement.principals && !statement.principals->groups.empty()) ||
           std::any_of(statement.resources.templates.begin(), statement.resources.templates.end(),
                       in_template) ||
           std::any_of(statement.conditions.begin(), statement.conditions.end(), in_condition);
}

} // namespace

bool mentions_groups(const PolicySet& set) {
    return std::any_of(set.statements().begin(), set.statements().end(), in_statement);
}

} // namespace mfa::policy
