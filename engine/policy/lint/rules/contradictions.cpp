// Conditions of one statement that never hold together, so that it never applies.
#include "engine/base/text.hpp"
#include "engine/policy/condition_evaluator.hpp"
#include "engine/policy/lint/condition_logic.hpp"
#include "engine/policy/lint/mfa_states.hpp"
#include "engine/policy/lint/rules/rules.hpp"
#include "engine/policy/text_rules.hpp"

#include <algorithm>

namespace mfa::policy::lint {

namespace {

using States = std::vector<MfaState>;

bool hold_somewhere(const Conditions& conditions, const States& states) {
    return std::any_of(states.begin(), states.end(), [&](const MfaState& state) {
        Context context;
        state.add_to(context);
        return std::all_of(conditions.begin(), conditions.end(), [&](const auto* condition) {
            return match_condition(*condition->model, context) == Match::yes;
        });
    });
}

Conditions conditions_on(const StatementView& statement, std::string_view key) {
    Conditions found;
    for (const ConditionView& condition : statement.conditions) {
        if (to_lower(condition.model->key) == to_lower(key)) {
            found.push_back(&condition);
        }
    }
    return found;
}

/// The first that holds in no state, whatever stands beside it; or nullptr.
const ConditionView* impossible(const Conditions& conditions, const States& states) {
    const auto found =
        std::find_if(conditions.begin(), conditions.end(), [&](const ConditionView* condition) {
            return !hold_somewhere({condition}, states);
        });
    return found == conditions.end() ? nullptr : *found;
}

void report_presence(const StatementView& statement, const Conditions& conditions,
                     const States& states, Reporter& report) {
    if (const ConditionView* alone = impossible(conditions, states)) {
        report.add(
            statement, alone->model->position,
            "`aws:MultiFactorAuthPresent` is `true`, `false` or missing, and this condition "
            "holds for none of them: write `Bool: {aws:MultiFactorAuthPresent: \"true\"}` for "
            "sessions with MFA, `BoolIfExists: {aws:MultiFactorAuthPresent: \"false\"}` for "
            "the others");
        return;
    }
    report.add(statement, conditions.back()->model->position,
               "these conditions on `aws:MultiFactorAuthPresent` never hold together: it is "
               "`true`, `false` or missing, one of the three; keep the one that is meant");
}

void report_age(const StatementView& statement, const Conditions& conditions, const States& states,
                Reporter& report) {
    const ConditionView* alone = impossible(conditions, states);
    report.add(statement, (alone != nullptr ? alone : conditions.back())->model->position,
               std::string{"no age of a factor meets "} +
                   (alone != nullptr ? "this condition" : "these conditions together") +
                   ": `aws:MultiFactorAuthAge` counts seconds, from 0 on, and is missing without "
                   "MFA; write for example `NumericLessThan: {aws:MultiFactorAuthAge: 3600}`");
}

/// Conditions about MFA; whether they never hold.
bool report_mfa(const StatementView& statement, const States& states, Reporter& report) {
    const Conditions presence = conditions_on(statement, mfa_present_key);
    const Conditions age = conditions_on(statement, mfa_age_key);
    if (!hold_somewhere(presence, states)) {
        report_presence(statement, presence, states, report);
        return true;
    }
    if (!hold_somewhere(age, states)) {
        report_age(statement, age, states, report);
        return true;
    }
    Conditions all = presence;
    all.insert(all.end(), age.begin(), age.end());
    if (hold_somewhere(all, states)) {
        return false;
    }
    const ConditionView* last = std::max(presence.back(), age.back());
    report.add(statement, last->model->position,
               "these conditions never hold together: `aws:MultiFactorAuthAge` is there "
               "only where `aws:MultiFactorAuthPresent` is `true`; ask about one of the "
               "two, and write an `IfExists` operator where the other may be missing");
    return true;
}

} // namespace

void check_condition_never_holds(const Subject& subject, Reporter& report) {
    const States states = all_mfa_states(subject);
    for (const StatementView& statement : subject.statements()) {
        if (report_mfa(statement, states, report)) {
            continue;
        }
        if (const ConditionView* condition = contradiction(statement)) {
            report.add(statement, condition->model->position,
                       "no value of " + in_backticks(condition->model->key) +
                           " meets all conditions of this statement on it: take one out, or make "
                           "it two statements");
        }
    }
}

} // namespace mfa::policy::lint
