// Which statements cover which: what one applies to, the other applies to as well. Proofs, not
// guesses: `true` is certain, `false` may also mean that it could not be shown.
#pragma once

#include "engine/policy/lint/cover_candidates.hpp"
#include "engine/policy/lint/mfa_states.hpp"
#include "engine/policy/lint/subject.hpp"

#include <vector>

namespace mfa::policy::lint {

/// Whether `list` takes in every text that the pattern covers.
bool list_covers(const ListView& list, const Symbols& pattern);

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

    /// Statements that may cover that one: few, and never one that does is missing. Ascending.
    [[nodiscard]] std::vector<std::size_t> candidates(Effect effect, std::size_t inner) const {
        return m_candidates.of(effect, inner);
    }
    /// The same where the inner statement's actions are this one (by its place in the list) alone.
    [[nodiscard]] std::vector<std::size_t> candidates(Effect effect, std::size_t inner,
                                                      std::size_t action) const {
        return m_candidates.of(effect, inner, action);
    }

    /// Action, resource, principal and conditions, MFA aside.
    [[nodiscard]] bool covers_apart_from_mfa(std::size_t outer, std::size_t inner) const;
    [[nodiscard]] bool covers(std::size_t outer, std::size_t inner) const;
    /// The same, where the inner statement's actions are this one alone.
    [[nodiscard]] bool covers_action(std::size_t outer, std::size_t inner,
                                     const Symbols& action) const;

private:
    [[nodiscard]] bool covers_beside_actions(std::size_t outer, std::size_t inner) const;

    const std::vector<StatementView>& m_statements;
    CoverCandidates m_candidates;
    std::vector<MfaState> m_states;
    std::vector<std::vector<bool>> m_holds;
};

} // namespace mfa::policy::lint
