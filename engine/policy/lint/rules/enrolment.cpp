// Whether one who has no factor yet can come to have one, and show it.
#include "engine/policy/lint/inquiry.hpp"
#include "engine/policy/lint/rules/rules.hpp"
#include "engine/policy/text_rules.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace mfa::policy::lint {

namespace {

using Factor = MfaState::Factor;

constexpr std::string_view create = "iam:CreateVirtualMFADevice";
constexpr std::string_view enable = "iam:EnableMFADevice";
constexpr std::array enrolment{create, enable};

/// A user's first device has the user's name.
Request enrolment_request(std::string_view action, const Circumstances& who,
                          const MfaState& state) {
    return Inquiry::request(who, state, action,
                            action == create ? who.device_arn(who.user) : who.user_arn(who.user));
}

/// What becomes of those who try to enrol.
class Enrolment {
public:
    explicit Enrolment(const Inquiry& inquiry)
        : m_candidates{inquiry.candidates(inquiry.about({create, enable}), People::anybody)} {
        for (std::size_t i = 0; i < m_candidates.size(); ++i) {
            const Circumstances who = m_candidates.at(i);
            DecisionKind worst = DecisionKind::allow;
            for (const std::string_view action : enrolment) {
                worst = std::max(
                    worst, inquiry.decide(enrolment_request(action, who, {Factor::absent, {}})),
                    [](DecisionKind left, DecisionKind right) { return rank(left) < rank(right); });
            }
            m_best = rank(worst) < rank(m_best) ? worst : m_best;
        }
    }

    /// For those with whom the policy deals best; nothing where not all could be tried.
    [[nodiscard]] std::optional<DecisionKind> best() const {
        return m_candidates.is_complete() || m_best == DecisionKind::allow ? std::optional{m_best}
                                                                           : std::nullopt;
    }

private:
    static int rank(DecisionKind kind) {
        switch (kind) {
        case DecisionKind::allow:
            return 0;
        case DecisionKind::implicit_deny:
            return 1;
        case DecisionKind::explicit_deny:
            return 2;
        }
        return 2;
    }

    Candidates m_candidates;
    DecisionKind m_best = DecisionKind::explicit_deny;
};

std::string joined(const std::vector<std::string_view>& names) {
    std::string text;
    for (const std::string_view name : names) {
        text += (text.empty() ? "" : ", ") + in_backticks(name);
    }
    return text;
}

/// The Denies behind some requests, each with the actions that it denies.
using Blame = std::map<const StatementView*, std::vector<std::string_view>>;

void add_blame(const Inquiry& inquiry, const Request& request, std::string_view action,
               Blame& blame) {
    for (const StatementView* deny : inquiry.applying(Effect::deny, request)) {
        auto& actions = blame[deny];
        if (std::find(actions.begin(), actions.end(), action) == actions.end()) {
            actions.push_back(action);
        }
    }
}

std::string remedy(const StatementView& deny, const std::vector<std::string_view>& actions) {
    if (deny.actions.sense == Sense::excluded) {
        return "add " + joined(actions) + " to its `NotAction`";
    }
    return "write `NotAction` with a list that has " + joined(actions) + ", in place of `Action`";
}

/// Whether the list names the action itself, so that whoever wrote it meant it.
bool names_outright(const StatementView& statement, std::string_view action) {
    const Symbols wanted = symbols_of(Pattern::from_wildcards(action), LetterCase::ignored);
    const auto& listed = statement.actions.symbols;
    return statement.actions.sense == Sense::included &&
           std::find(listed.begin(), listed.end(), wanted) != listed.end();
}

/// What one without MFA needs the actions for.
std::string purposes(const std::vector<std::string_view>& actions) {
    std::string text;
    for (const std::string_view action : actions) {
        const std::string_view purpose =
            action == "host:StartSession"     ? "to open the limited session that an Allow gives"
            : action == "sts:GetSessionToken" ? "to show a factor later"
                                              : "to see one's devices";
        if (text.find(purpose) == std::string::npos) {
            text += (text.empty() ? ", needed " : " and ") + std::string{purpose};
        }
    }
    return text;
}

std::string resource_for(std::string_view action, const Circumstances& who) {
    if (action == "sts:GetSessionToken") {
        return "*";
    }
    return action == "host:StartSession" ? who.service_arn() : who.user_arn(who.user);
}

} // namespace

void check_enrolment_denied(const Subject& subject, Reporter& report) {
    const Inquiry inquiry{subject};
    const auto best = Enrolment{inquiry}.best();
    if (subject.statements().empty() || best != DecisionKind::explicit_deny) {
        return;
    }
    Blame blame;
    for (const Circumstances& who : inquiry.usual()) {
        for (const std::string_view action : enrolment) {
            const Request request = enrolment_request(action, who, {Factor::absent, {}});
            add_blame(inquiry, request, action, blame);
        }
    }
    for (const StatementView& statement : subject.statements()) {
        if (const auto found = blame.find(&statement); found != blame.end()) {
            report.add(statement, statement.actions.position,
                       "this Deny keeps everybody without MFA from enrolling a device, so that "
                       "nobody could ever have MFA: " +
                           remedy(statement, found->second));
        }
    }
}

void check_enrolment_not_allowed(const Subject& subject, Reporter& report) {
    const Inquiry inquiry{subject};
    const auto best = Enrolment{inquiry}.best();
    if (subject.statements().empty() || best != DecisionKind::implicit_deny) {
        return;
    }
    constexpr std::string_view advice =
        ": allow `iam:CreateVirtualMFADevice` on `arn:aws:iam::*:mfa/${aws:username}` and "
        "`iam:EnableMFADevice` on `arn:aws:iam::*:user/${aws:username}` without a condition on MFA";
    bool is_said = false;
    const Circumstances who = inquiry.usual().front();
    for (const std::string_view action : enrolment) {
        if (inquiry.is_allowed(enrolment_request(action, who, {Factor::absent, {}}))) {
            continue;
        }
        const Request with_mfa = enrolment_request(action, who, {Factor::shown, "60"});
        for (const StatementView* allow : inquiry.applying(Effect::allow, with_mfa)) {
            for (const ConditionView& condition : allow->conditions) {
                if (is_about_mfa(*condition.model)) {
                    report.add(*allow, condition.model->position,
                               in_backticks(action) +
                                   " is allowed with MFA alone, which one who has no device yet "
                                   "cannot have" +
                                   std::string{advice});
                    is_said = true;
                    break;
                }
            }
        }
    }
    if (!is_said) {
        report.add(subject, "no user may enrol a first device" + std::string{advice});
    }
}

void check_deny_forgets_action(const Subject& subject, Reporter& report) {
    constexpr std::array<std::string_view, 4> wanted{"host:StartSession", "iam:GetUser",
                                                     "iam:ListMFADevices", "sts:GetSessionToken"};
    const Inquiry inquiry{subject};
    Blame blame;
    for (const Circumstances& who : inquiry.usual()) {
        for (const MfaState& state : states_before_mfa()) {
            for (const std::string_view action : wanted) {
                const Request request =
                    Inquiry::request(who, state, action, resource_for(action, who));
                // As in AWS, sts:GetSessionToken needs no Allow.
                if (action == "sts:GetSessionToken" ||
                    !inquiry.applying(Effect::allow, request).empty()) {
                    add_blame(inquiry, request, action, blame);
                }
            }
        }
    }
    for (const StatementView& statement : subject.statements()) {
        const auto found = blame.find(&statement);
        if (found == blame.end()) {
            continue;
        }
        std::erase_if(found->second,
                      [&](std::string_view action) { return names_outright(statement, action); });
        if (!found->second.empty()) {
            report.add(statement, statement.actions.position,
                       "without MFA this Deny also denies " + joined(found->second) +
                           purposes(found->second) + ": " + remedy(statement, found->second));
        }
    }
}

} // namespace mfa::policy::lint
