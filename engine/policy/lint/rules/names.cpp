// Actions, context keys and services that do not exist.
#include "engine/base/text.hpp"
#include "engine/policy/known_names.hpp"
#include "engine/policy/lint/rules/rules.hpp"
#include "engine/policy/mentions.hpp"
#include "engine/policy/suggestion.hpp"
#include "engine/policy/text_rules.hpp"

#include <algorithm>
#include <array>

namespace mfa::policy::lint {

namespace {

constexpr std::string_view ask_for_list = "; the policy reference lists what there is";

std::string near_or(std::string_view text, std::span<const std::string_view> known,
                    std::string_view otherwise) {
    const std::string near = did_you_mean(text, known);
    return near.empty() ? std::string{otherwise} : near;
}

bool is_known_key(std::string_view key) {
    const auto known = known_context_keys();
    return std::any_of(known.begin(), known.end(),
                       [&](std::string_view name) { return to_lower(name) == to_lower(key); });
}

class KeyCheck {
public:
    KeyCheck(const StatementView& statement, Reporter& report)
        : m_statement{statement}, m_report{report} {}

    void check(std::string_view key, Position at, std::string_view what) {
        if (!is_known_key(key)) {
            m_report.add(m_statement, at,
                         "no request carries the key " + in_backticks(key) + std::string{what} +
                             near_or(key, known_context_keys(), ask_for_list));
        }
    }

    void check(const Variables& variables, Position at) {
        for (const Variable* variable : variables) {
            check(variable->key, at, ", so its variable has no value");
        }
    }

    void check(const ConditionView& condition) {
        check(condition.model->key, condition.model->position, "");
        const std::vector<Variables> values = variables_in(condition.model->values);
        for (std::size_t i = 0; i < values.size(); ++i) {
            check(values[i], condition.values[i].position);
        }
    }

private:
    const StatementView& m_statement;
    Reporter& m_report;
};

class ServiceCheck {
public:
    ServiceCheck(const Subject& subject, Reporter& report)
        : m_own{subject.facts().services()}, m_known{m_own.begin(), m_own.end()}, m_report{report} {
        const auto common = known_services();
        m_known.insert(m_known.end(), common.begin(), common.end());
    }

    void check(const StatementView& statement, std::string_view pattern, Position at) {
        const Pattern wanted = Pattern::from_wildcards(pattern);
        const bool exists = std::any_of(m_known.begin(), m_known.end(), [&](std::string_view name) {
            return covers(wanted, name, LetterCase::exact);
        });
        if (!exists && !mentions_variable(pattern)) {
            m_report.add(statement, at,
                         "there is no PAM service " + in_backticks(pattern) +
                             near_or(pattern, m_known,
                                     "; a service is named as its file in `/etc/pam.d`, such as "
                                     "`sshd`"));
        }
    }

private:
    std::vector<std::string> m_own;
    std::vector<std::string_view> m_known;
    Reporter& m_report;
};

} // namespace

void check_unknown_action(const Subject& subject, Reporter& report) {
    const auto known = known_actions();
    for (const StatementView& statement : subject.statements()) {
        for (std::size_t i = 0; i < statement.actions.texts.size(); ++i) {
            const auto& [text, position] = statement.actions.texts[i];
            const Pattern& pattern = statement.model->actions.patterns[i];
            const bool exists = std::any_of(known.begin(), known.end(), [&](std::string_view name) {
                return covers(pattern, name, LetterCase::ignored);
            });
            if (!exists) {
                report.add(statement, position,
                           "nothing on a host asks about the action " + in_backticks(text) +
                               near_or(text, known, ask_for_list));
            }
        }
    }
}

void check_unknown_context_key(const Subject& subject, Reporter& report) {
    for (const StatementView& statement : subject.statements()) {
        KeyCheck check{statement, report};
        const auto& templates = statement.model->resources.templates;
        for (std::size_t i = 0; i < templates.size(); ++i) {
            check.check(variables_in(templates[i]), statement.resources.texts[i].position);
        }
        for (const ConditionView& condition : statement.conditions) {
            check.check(condition);
        }
    }
}

void check_unknown_service(const Subject& subject, Reporter& report) {
    constexpr std::string_view prefix = "service/";
    ServiceCheck check{subject, report};
    for (const StatementView& statement : subject.statements()) {
        for (const auto& [text, position] : statement.resources.texts) {
            const auto parts = split_at_colons(text, arn_components, statement.variables);
            if (parts.size() == arn_components && parts[2] == "host" &&
                parts[5].starts_with(prefix)) {
                check.check(statement, parts[5].substr(prefix.size()), position);
            }
        }
        for (const ConditionView& condition : statement.conditions) {
            const OperatorFamily family = condition.model->op.family;
            const bool is_text = family == OperatorFamily::string ||
                                 family == OperatorFamily::string_ignore_case ||
                                 family == OperatorFamily::string_like;
            if (is_text && to_lower(condition.model->key) == "host:service") {
                for (const auto& [text, position] : condition.values) {
                    const bool folds = family == OperatorFamily::string_ignore_case;
                    check.check(statement, folds ? to_lower(text) : text, position);
                }
            }
        }
    }
}

} // namespace mfa::policy::lint
