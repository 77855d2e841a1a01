// What a session can know about a second factor. The keys depend on each other (an age only where a
// factor was shown), so they are looked at together.
#pragma once

#include "engine/policy/lint/subject.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mfa::policy::lint {

inline constexpr std::string_view mfa_present_key = "aws:MultiFactorAuthPresent";
inline constexpr std::string_view mfa_age_key = "aws:MultiFactorAuthAge";

struct MfaState {
    enum class Factor : std::uint8_t {
        unknown, ///< no word about it: a key-only login, a job
        absent,  ///< none was shown
        shown,
    } factor = Factor::unknown;
    std::string age_s; ///< of a shown one

    void add_to(Context& context) const;
};

/// Every state in which the conditions of this policy can differ: a shown factor once for each age
/// that a condition draws a line at, just below and just above.
std::vector<MfaState> all_mfa_states(const Subject& subject);
std::vector<MfaState> states_before_mfa();

bool is_about_mfa(const Condition& condition);

/// Whether the statement's conditions about MFA, and those alone, hold in this state.
bool mfa_conditions_hold(const StatementView& statement, const MfaState& state);

} // namespace mfa::policy::lint
