#include "engine/policy/lint/coverage.hpp"

#include "engine/policy/lint/condition_logic.hpp"

#include <algorithm>

namespace mfa::policy::lint {

namespace {

bool list_covers_list(const ListView& outer, const ListView& inner) {
    if (inner.sense == Sense::included) {
        return std::all_of(inner.symbols.begin(), inner.symbols.end(),
                           [&](const Symbols& pattern) { return list_covers(outer, pattern); });
    }
    if (outer.sense == Sense::included) {
        return list_covers(outer, Symbols{any_text});
    }
    // What the outer takes out, the inner must take out as well.
    return std::all_of(outer.symbols.begin(), outer.symbols.end(), [&](const Symbols& taken_out) {
        return std::any_of(inner.symbols.begin(), inner.symbols.end(),
                           [&](const Symbols& pattern) { return includes(pattern, taken_out); });
    });
}

bool is_subset(const std::vector<std::string>& part, const std::vector<std::string>& whole) {
    return std::all_of(part.begin(), part.end(), [&](const std::string& text) {
        return std::find(whole.begin(), whole.end(), text) != whole.end();
    });
}

bool principals_cover(const std::optional<PrincipalScope>& outer,
                      const std::optional<PrincipalScope>& inner) {
    if (!outer || (outer->sense == Sense::included && outer->has_everybody)) {
        return true;
    }
    if (!inner || inner->has_everybody || outer->sense != inner->sense) {
        return false;
    }
    const bool is_included = outer->sense == Sense::included;
    const PrincipalScope& smaller = is_included ? *inner : *outer;
    const PrincipalScope& larger = is_included ? *outer : *inner;
    return is_subset(smaller.users, larger.users) && is_subset(smaller.groups, larger.groups) &&
           is_subset(smaller.arns, larger.arns) && is_subset(smaller.accounts, larger.accounts);
}

} // namespace

bool list_covers(const ListView& list, const Symbols& pattern) {
    if (list.sense == Sense::included) {
        return std::any_of(list.symbols.begin(), list.symbols.end(),
                           [&](const Symbols& outer) { return includes(outer, pattern); });
    }
    return std::none_of(list.symbols.begin(), list.symbols.end(),
                        [&](const Symbols& taken_out) { return may_meet(taken_out, pattern); });
}

Coverage::Coverage(const Subject& subject)
    : m_statements{subject.statements()}, m_candidates{subject}, m_states{all_mfa_states(subject)} {
    m_holds.reserve(m_statements.size());
    for (const StatementView& statement : m_statements) {
        std::vector<bool> row;
        row.reserve(m_states.size());
        for (const MfaState& state : m_states) {
            row.push_back(mfa_conditions_hold(statement, state));
        }
        m_holds.push_back(std::move(row));
    }
}

bool Coverage::can_hold(std::size_t statement) const {
    const auto& row = m_holds[statement];
    return std::find(row.begin(), row.end(), true) != row.end();
}

bool Coverage::covers_beside_actions(std::size_t outer, std::size_t inner) const {
    return principals_cover(m_statements[outer].model->principals,
                            m_statements[inner].model->principals) &&
           list_covers_list(m_statements[outer].resources, m_statements[inner].resources) &&
           conditions_follow(m_statements[outer], m_statements[inner]);
}

bool Coverage::covers_apart_from_mfa(std::size_t outer, std::size_t inner) const {
    return list_covers_list(m_statements[outer].actions, m_statements[inner].actions) &&
           covers_beside_actions(outer, inner);
}

bool Coverage::covers(std::size_t outer, std::size_t inner) const {
    for (std::size_t state = 0; state < m_states.size(); ++state) {
        if (holds(inner, state) && !holds(outer, state)) {
            return false;
        }
    }
    return covers_apart_from_mfa(outer, inner);
}

bool Coverage::covers_action(std::size_t outer, std::size_t inner, const Symbols& action) const {
    return list_covers(m_statements[outer].actions, action) && covers_beside_actions(outer, inner);
}

} // namespace mfa::policy::lint
