// Who may change whose devices, and with what.
#include "engine/policy/lint/inquiry.hpp"
#include "engine/policy/lint/rules/rules.hpp"
#include "engine/policy/text_rules.hpp"

#include <algorithm>
#include <array>

namespace mfa::policy::lint {

namespace {

enum class About { user, device };

struct Change {
    std::string_view action;
    About about;
};

constexpr std::array changes{
    Change{"iam:DeactivateMFADevice", About::user},
    Change{"iam:DeleteVirtualMFADevice", About::device},
    Change{"iam:EnableMFADevice", About::user},
    Change{"iam:CreateVirtualMFADevice", About::device},
    Change{"iam:ResyncMFADevice", About::user},
    Change{"host:CreateRecoveryCodes", About::user},
    Change{"host:ImportSecret", About::user},
    Change{"host:ExportSecret", About::user},
    Change{"host:UnlockUser", About::user},
    Change{"host:DisableUser", About::user},
    Change{"host:EnableUser", About::user},
};
constexpr std::size_t removals = 2; ///< the first of them

constexpr std::string_view own_user = "arn:aws:iam::*:user/${aws:username}";
constexpr std::string_view own_device = "arn:aws:iam::*:mfa/${aws:username}";

std::string resource_of(const Change& change, const Circumstances& who, const std::string& name) {
    return change.about == About::user ? who.user_arn(name) : who.device_arn(name);
}

/// A request to make the change to something of that name which this Allow makes possible.
template <typename NamesFor>
std::optional<Request> find_allowed(const Inquiry& inquiry, const StatementView& allow,
                                    const Change& change, People people,
                                    const std::vector<MfaState>& states, const NamesFor& names) {
    std::vector<MfaState> possible = states;
    std::erase_if(possible,
                  [&](const MfaState& state) { return !mfa_conditions_hold(allow, state); });
    std::optional<Request> found;
    if (possible.empty()) {
        return found;
    }
    const auto try_one = [&](const Circumstances& who, const MfaState& state) {
        Request request = Inquiry::request(who, state, change.action, {});
        for (const std::string& name : names(who.user)) {
            request.resource = resource_of(change, who, name);
            if (Inquiry::applies(allow, request) && inquiry.is_allowed(request)) {
                found = std::move(request);
                return true;
            }
        }
        return false;
    };
    const bool is_found =
        inquiry.fitting_candidates(allow, people).any_of([&](const Circumstances& who) {
            return std::any_of(possible.begin(), possible.end(),
                               [&](const MfaState& state) { return try_one(who, state); });
        });
    return is_found ? found : std::nullopt;
}

std::optional<Request> change_of_others(const Inquiry& inquiry, const StatementView& allow,
                                        const Change& change) {
    std::vector<MfaState> states = states_before_mfa();
    states.push_back({MfaState::Factor::shown, "60"});
    // Such that a wildcard after, before or instead of the own name takes them in.
    const auto others = [](const std::string& own) {
        return std::array{own + "2", "x" + own, std::string{"bob"}};
    };
    return find_allowed(inquiry, allow, change, People::ordinary, states, others);
}

std::optional<Request> removal_without_mfa(const Inquiry& inquiry, const StatementView& allow,
                                           const Change& change) {
    const auto own = [](const std::string& user) { return std::array{user, user + "/phone"}; };
    return find_allowed(inquiry, allow, change, People::anybody, states_before_mfa(), own);
}

} // namespace

void check_acts_on_others(const Subject& subject, Reporter& report) {
    const Inquiry inquiry{subject};
    for (const StatementView& statement : subject.statements()) {
        for (const Change& change : changes) {
            if (!statement.is(Effect::allow) || !takes_action(statement, change.action)) {
                continue;
            }
            if (const auto request = change_of_others(inquiry, statement, change)) {
                const bool is_device = change.about == About::device;
                report.add(statement, place_of_resource(statement, *request),
                           "any user may do " + in_backticks(change.action) + " on " +
                               in_backticks(request->resource) + ", which is " +
                               (is_device ? "somebody else's device" : "somebody else") +
                               ": write " + in_backticks(is_device ? own_device : own_user) +
                               (is_device ? " (and `/*` after it for further devices)" : "") +
                               ", or limit the statement to a group with a condition on "
                               "`host:Groups`");
                break; // one is enough to see what the wildcard does
            }
        }
    }
}

void check_factor_removal_without_mfa(const Subject& subject, Reporter& report) {
    const Inquiry inquiry{subject};
    for (const StatementView& statement : subject.statements()) {
        std::vector<std::pair<Position, std::string>> found; // a wildcard may stand for both
        for (std::size_t i = 0; i < removals && statement.is(Effect::allow); ++i) {
            const Change& change = changes.at(i);
            if (!takes_action(statement, change.action) ||
                !removal_without_mfa(inquiry, statement, change)) {
                continue;
            }
            const Position place = place_of_action(statement, change.action);
            if (!found.empty() && found.back().first == place) {
                found.back().second += " and " + in_backticks(change.action);
            } else {
                found.emplace_back(place, in_backticks(change.action));
            }
        }
        for (const auto& [place, actions] : found) {
            report.add(statement, place,
                       "without MFA this allows " + actions +
                           ", so whoever has a password or a key takes the factor away: add the "
                           "condition `Bool: {aws:MultiFactorAuthPresent: "
                           "\"true\"}`, or deny it with `BoolIfExists: "
                           "{aws:MultiFactorAuthPresent: \"false\"}`");
        }
    }
}

} // namespace mfa::policy::lint
