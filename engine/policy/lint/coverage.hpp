// Which statements cover which: what one applies to, the other applies to as well. Proofs, not
// guesses: `true` is certain, `false` may also mean that it could not be shown.
#pragma once

#include "engine/policy/lint/mfa_states.hpp"
#include "engine/policy/lint/subject.hpp"

#include <vector>

namespace mfa::policy::lint {

/// Whether `list` takes in every text that the pattern covers.
bool list_covers(const ListView& list, const Symbols& pattern);

/// Whether every request that has the inner statement's non-MFA conditions has the outer's, too.
bool conditions_follow(const StatementView& outer, const StatementView& inner);

/// Whether no value of some key (MFA aside) meets all of the statement's conditions on it; that
/// key's last condition, or nullptr.
const ConditionView* contradiction(const StatementView& statement);

class Coverage {
public:
    explicit Coverage(const Subject& subject);

    [[nodiscard]] const std::vector<MfaState>& states() const { return m_states; }
    /// Whether the MFA conditions of that statement hold in that state (by index).
    [[nodiscard]] bool holds(std::size_t statement, std::size_t state) const {
        return m_holds[statement][state];
    }
    /// Whether those hold in some state.
    [[nodiscard]] bool can_hold(std::size_t statement) const;

    /// Action, resource, principal and conditions, MFA aside.
    [[nodiscard]] bool covers_apart_from_mfa(std::size_t outer, std::size_t inner) const;
    [[nodiscard]] bool covers(std::size_t outer, std::size_t inner) const;
    /// The same, where the inner statement's actions are this one alone.
    [[nodiscard]] bool covers_action(std::size_t outer, std::size_t inner,
                                     const Symbols& action) const;

private:
    [[nodiscard]] bool covers_beside_actions(std::size_t outer, std::size_t inner) const;

    const std::vector<StatementView>& m_statements;
    std::vector<MfaState> m_states;
    std::vector<std::vector<bool>> m_holds;
};

} // namespace mfa::policy::lint
