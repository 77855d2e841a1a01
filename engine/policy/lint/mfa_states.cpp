#include "engine/policy/lint/mfa_states.hpp"

#include "engine/base/text.hpp"
#include "engine/policy/condition_evaluator.hpp"

#include <algorithm>
#include <set>

namespace mfa::policy::lint {

namespace {

constexpr std::string_view usual_age_s = "60";

/// Ages around a bound; it may be any decimal number.
void add_ages(const std::string& bound, std::set<std::string>& ages) {
    ages.insert(bound);
    const auto seconds = parse_unsigned(bound.substr(0, bound.find('.')));
    if (seconds && *seconds < 1'000'000'000) {
        ages.insert(std::to_string(*seconds + 1));
        ages.insert(std::to_string(*seconds > 0 ? *seconds - 1 : 0));
    }
}

} // namespace

void MfaState::add_to(Context& context) const {
    switch (factor) {
    case Factor::unknown:
        return;
    case Factor::absent:
        context.set(mfa_present_key, "false");
        return;
    case Factor::shown:
        context.set(mfa_present_key, "true");
        context.set(mfa_age_key, age_s);
        return;
    }
}

std::vector<MfaState> states_before_mfa() {
    return {{MfaState::Factor::unknown, {}}, {MfaState::Factor::absent, {}}};
}

std::vector<MfaState> all_mfa_states(const Subject& subject) {
    std::set<std::string> ages{std::string{usual_age_s}};
    for (const StatementView& statement : subject.statements()) {
        for (const ConditionView& condition : statement.conditions) {
            if (to_lower(condition.model->key) == to_lower(mfa_age_key) &&
                condition.model->op.family != OperatorFamily::null) {
                for (const Text& value : condition.values) {
                    add_ages(value.text, ages);
                }
            }
        }
    }
    std::vector<MfaState> states = states_before_mfa();
    for (const std::string& age : ages) {
        // No clock gives a negative age.
        if (!age.starts_with('-')) {
            states.push_back({MfaState::Factor::shown, age});
        }
    }
    return states;
}

bool is_about_mfa(const Condition& condition) {
    const std::string key = to_lower(condition.key);
    return key == to_lower(mfa_present_key) || key == to_lower(mfa_age_key);
}

bool mfa_conditions_hold(const StatementView& statement, const MfaState& state) {
    Context context;
    state.add_to(context);
    return std::all_of(statement.conditions.begin(), statement.conditions.end(),
                       [&](const ConditionView& condition) {
                           return !is_about_mfa(*condition.model) ||
                                  match_condition(*condition.model, context) == Match::yes;
                       });
}

} // namespace mfa::policy::lint
