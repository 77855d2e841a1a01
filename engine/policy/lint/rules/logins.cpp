// Who may log in: nobody, somebody in an emergency, or everybody without MFA.
#include "engine/policy/lint/inquiry.hpp"
#include "engine/policy/lint/rules/rules.hpp"
#include "engine/policy/text_rules.hpp"

#include <algorithm>
#include <initializer_list>

namespace mfa::policy::lint {

namespace {

constexpr std::string_view limited = "host:StartSession";
constexpr std::string_view full = "host:StartFullSession";

enum class Found { yes, no, not_all_tried };

bool may_start(const Inquiry& inquiry, const Circumstances& who, const MfaState& state,
               std::string_view action) {
    return inquiry.is_allowed(Inquiry::request(who, state, action, who.service_arn()));
}

/// Whether anybody may do one of the actions in one of the states.
Found find_start(const Inquiry& inquiry, std::initializer_list<std::string_view> actions,
                 const std::vector<MfaState>& states) {
    const Candidates everybody = inquiry.candidates(inquiry.about(actions), People::anybody);
    const bool is_found = everybody.any_of([&](const Circumstances& who) {
        return std::any_of(states.begin(), states.end(), [&](const MfaState& state) {
            return std::any_of(actions.begin(), actions.end(), [&](std::string_view action) {
                return may_start(inquiry, who, state, action);
            });
        });
    });
    if (is_found) {
        return Found::yes;
    }
    return everybody.is_complete() ? Found::no : Found::not_all_tried;
}

/// Whether anybody may log in at all.
Found find_login(const Subject& subject, const Inquiry& inquiry) {
    return find_start(inquiry, {full, limited}, all_mfa_states(subject));
}

} // namespace

void check_lock_out(const Subject& subject, Reporter& report) {
    if (find_login(subject, Inquiry{subject}) == Found::no) {
        report.add(subject,
                   "nobody may log in, with MFA or without: allow `host:StartSession` and "
                   "`host:StartFullSession` on `arn:aws:host:*:*:service/*` with the condition "
                   "`Bool: {aws:MultiFactorAuthPresent: \"true\"}`, and see that no Deny takes it "
                   "away");
    }
}

void check_no_break_glass(const Subject& subject, Reporter& report) {
    const Inquiry inquiry{subject};
    // Where nobody may log in at all, that says it.
    if (find_start(inquiry, {full}, states_before_mfa()) == Found::no &&
        find_login(subject, inquiry) != Found::no) {
        report.add(subject,
                   "nobody may open a full session without MFA, so nobody can repair the machine "
                   "when MFA is what is broken: allow `host:StartFullSession` on "
                   "`arn:aws:host:*:*:service/login` to `root` on the console, and take that out "
                   "of the Deny (`config/examples/break-glass-console.yaml`)");
    }
}

void check_full_session_without_mfa(const Subject& subject, Reporter& report) {
    const Inquiry inquiry{subject};
    StatementViews said;
    for (const Circumstances& who : inquiry.usual()) {
        for (const MfaState& state : states_before_mfa()) {
            const Request request = Inquiry::request(who, state, full, who.service_arn());
            if (!inquiry.is_allowed(request)) {
                continue;
            }
            for (const StatementView* allow : inquiry.applying(Effect::allow, request)) {
                if (std::find(said.begin(), said.end(), allow) != said.end()) {
                    continue;
                }
                said.push_back(allow);
                report.add(*allow, place_of_action(*allow, full),
                           "any user gets a full session through " + in_backticks(who.service) +
                               " without MFA: add the condition `Bool: "
                               "{aws:MultiFactorAuthPresent: \"true\"}`, or allow "
                               "`host:StartSession` alone, which is limited");
            }
        }
    }
}

} // namespace mfa::policy::lint
