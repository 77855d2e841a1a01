// Conditions that do not say what was meant, most of all about MFA.
#include "engine/base/text.hpp"
#include "engine/policy/known_names.hpp"
#include "engine/policy/lint/coverage.hpp"
#include "engine/policy/lint/inquiry.hpp"
#include "engine/policy/lint/rules/rules.hpp"
#include "engine/policy/lint/sample.hpp"
#include "engine/policy/text_rules.hpp"

#include <algorithm>

namespace mfa::policy::lint {

namespace {

using Factor = MfaState::Factor;

bool holds_with(const Coverage& coverage, std::size_t statement, Factor factor) {
    for (std::size_t state = 0; state < coverage.states().size(); ++state) {
        if (coverage.states()[state].factor == factor && coverage.holds(statement, state)) {
            return true;
        }
    }
    return false;
}

const ConditionView* mfa_condition(const StatementView& statement) {
    const auto found =
        std::find_if(statement.conditions.rbegin(), statement.conditions.rend(),
                     [](const ConditionView& condition) { return is_about_mfa(*condition.model); });
    return found == statement.conditions.rend() ? nullptr : &*found;
}

/// Whether a Deny for this very case, an unknown factor, covers the statement.
bool is_denied_where_unknown(const Coverage& coverage, std::size_t index) {
    const auto denies = coverage.candidates(Effect::deny, index);
    return std::any_of(denies.begin(), denies.end(), [&](std::size_t other) {
        return other != index && holds_with(coverage, other, Factor::unknown) &&
               coverage.covers_apart_from_mfa(other, index);
    });
}

/// Some resources that the action could be asked about.
std::vector<std::string> resources_for(const StatementView& statement, std::string_view action,
                                       const Circumstances& who) {
    std::vector<std::string> resources{who.user_arn(who.user), who.device_arn(who.user),
                                       who.service_arn()};
    if (resource_of_action(action) == "*") {
        resources.emplace_back("*");
    }
    for (const Text& text : statement.resources.texts) {
        if (std::string sample = sample_text(text.text); !sample.empty()) {
            resources.push_back(std::move(sample));
        }
    }
    return resources;
}

/// Something that the Deny is about and that is allowed where no factor is known.
bool lets_unknown_through(const Inquiry& inquiry, const StatementView& deny,
                          const MfaState& denied_state) {
    for (const std::string_view action : known_actions()) {
        if (!takes_action(deny, action)) {
            continue;
        }
        const auto is_let_through = [&](const Circumstances& who) {
            const auto resources = resources_for(deny, action, who);
            return std::any_of(resources.begin(), resources.end(), [&](const auto& resource) {
                const auto asked = [&](const MfaState& state) {
                    return Inquiry::request(who, state, action, resource);
                };
                return Inquiry::applies(deny, asked(denied_state)) &&
                       inquiry.is_allowed(asked({Factor::unknown, {}}));
            });
        };
        if (inquiry.fitting_candidates(deny, People::anybody).any_of(is_let_through)) {
            return true;
        }
    }
    return false;
}

std::string with_if_exists(const ConditionView& condition) {
    return condition.op + "IfExists";
}

} // namespace

void check_missing_if_exists(const Subject& subject, Reporter& report) {
    const Coverage coverage{subject};
    const Inquiry inquiry{subject};
    for (std::size_t i = 0; i < subject.statements().size(); ++i) {
        const StatementView& deny = subject.statements()[i];
        const ConditionView* condition = mfa_condition(deny);
        if (!deny.is(Effect::deny) || condition == nullptr ||
            holds_with(coverage, i, Factor::unknown)) {
            continue;
        }
        bool is_hole = false;
        if (holds_with(coverage, i, Factor::absent)) {
            is_hole = !is_denied_where_unknown(coverage, i);
        } else {
            // About the age of a shown factor: it can do without, beside a Deny for none at all.
            for (std::size_t state = 0; state < coverage.states().size() && !is_hole; ++state) {
                is_hole = coverage.holds(i, state) &&
                          condition->model->op.family == OperatorFamily::numeric &&
                          lets_unknown_through(inquiry, deny, coverage.states()[state]);
            }
        }
        if (is_hole) {
            const bool has_suffix = condition->model->op.family != OperatorFamily::null;
            report.add(deny, condition->op_position,
                       "this Deny does not apply where " + in_backticks(condition->model->key) +
                           " is missing, as after a login with a key alone: write " +
                           in_backticks(has_suffix ? with_if_exists(*condition) : "BoolIfExists") +
                           " in place of " + in_backticks(condition->op));
        }
    }
}

void check_if_exists_on_allow(const Subject& subject, Reporter& report) {
    const Coverage coverage{subject};
    for (std::size_t i = 0; i < subject.statements().size(); ++i) {
        const StatementView& allow = subject.statements()[i];
        if (!allow.is(Effect::allow) || !holds_with(coverage, i, Factor::unknown) ||
            !holds_with(coverage, i, Factor::shown) || is_denied_where_unknown(coverage, i)) {
            continue;
        }
        bool is_limit = false;
        for (std::size_t state = 0; state < coverage.states().size(); ++state) {
            is_limit = is_limit || !coverage.holds(i, state);
        }
        for (const ConditionView& condition : allow.conditions) {
            if (is_limit && is_about_mfa(*condition.model) && condition.model->op.if_exists) {
                const std::string op = condition.op.substr(0, condition.op.rfind("IfExists"));
                report.add(allow, condition.op_position,
                           "this Allow also holds where " + in_backticks(condition.model->key) +
                               " is missing, as after a login with a key alone: write " +
                               in_backticks(op) + " in place of " + in_backticks(condition.op));
            }
        }
    }
}

void check_for_all_values_on_allow(const Subject& subject, Reporter& report) {
    for (const StatementView& statement : subject.statements()) {
        for (const ConditionView& condition : statement.conditions) {
            const Condition& model = *condition.model;
            const bool is_at_risk = statement.is(Effect::allow) &&
                                    model.op.qualifier == SetQualifier::for_all_values &&
                                    model.op.family != OperatorFamily::null;
            const bool has_null =
                std::any_of(statement.conditions.begin(), statement.conditions.end(),
                            [&](const ConditionView& other) {
                                return other.model->op.family == OperatorFamily::null &&
                                       other.model->op.qualifier == SetQualifier::none &&
                                       to_lower(other.model->key) == to_lower(model.key) &&
                                       !std::get<bool>(other.model->values);
                            });
            if (is_at_risk && !has_null) {
                report.add(statement, condition.op_position,
                           "`ForAllValues` is true where " + in_backticks(model.key) +
                               " is missing or empty: add `Null: {" + model.key +
                               ": \"false\"}`, or write `ForAnyValue` if one value is enough");
            }
        }
    }
}

void check_variable_in_2008(const Subject& subject, Reporter& report) {
    constexpr std::string_view advice =
        " has a variable, which is literal text in this document: write `Version: \"2012-10-17\"` "
        "at its top";
    for (const StatementView& statement : subject.statements()) {
        if (statement.variables == TemplateRules::Variables::special) {
            continue;
        }
        const auto check = [&](const Text& text) {
            if (mentions_variable(text.text)) {
                report.add(statement, text.position, in_backticks(text.text) + std::string{advice});
            }
        };
        std::for_each(statement.resources.texts.begin(), statement.resources.texts.end(), check);
        for (const ConditionView& condition : statement.conditions) {
            std::for_each(condition.values.begin(), condition.values.end(), check);
        }
    }
}

void check_allow_not_action(const Subject& subject, Reporter& report) {
    for (const StatementView& statement : subject.statements()) {
        if (statement.is(Effect::allow) && statement.actions.sense == Sense::excluded) {
            report.add(statement, statement.actions.position,
                       "an Allow with `NotAction` allows everything that is not listed, also what "
                       "later versions bring: write `Action` and list what is allowed");
        }
    }
}

} // namespace mfa::policy::lint
