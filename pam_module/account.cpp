#include "pam_module/answer.hpp"
#include "pam_module/forwarding.hpp"
#include "pam_module/limits.hpp"
#include "pam_module/login.hpp"
#include "pam_module/phases.hpp"
#include "pam_module/ticket.hpp"

namespace mfa::pam {

namespace {

Result<Ruling> limited(const Transaction& transaction, const Login& login,
                       const wire::Message& reply) {
    if (TRY(limits_of(reply)) == LimitsBy::landlock) {
        if (auto sentence = refused_for_forwarding(transaction.host(), login)) {
            return Ruling{refused(Phase::account), std::move(*sentence)};
        }
    }
    return Ruling{PAM_SUCCESS, sentence_of(reply)};
}

} // namespace

Result<Ruling> manage_account(const Transaction& transaction) {
    const Login login = TRY(login_of_known_user(transaction.host()));
    auto helper = TRY(transaction.start_helper());
    wire::Message request = login.request(wire::MessageType::account);
    const auto ticket = kept_ticket(transaction.host());
    if (ticket) {
        request.add(wire::Field::ticket, *ticket);
    }
    const auto reply = TRY(transaction.exchange(helper, request));
    const auto outcome = TRY(outcome_of(reply));
    if (outcome != wire::Outcome::ok) {
        return refusal(outcome, reply, Phase::account);
    }
    switch (TRY(verdict_of(reply))) {
    case wire::Verdict::not_needed:
        return Ruling{PAM_SUCCESS, {}};
    case wire::Verdict::limited:
        return limited(transaction, login, reply);
    case wire::Verdict::deny:
        return refusal(wire::Outcome::denied, reply, Phase::account);
    case wire::Verdict::ask_code:
    case wire::Verdict::offer_enroll:
    case wire::Verdict::without_factor:
        break;
    }
    return nonsense("a verdict that account does not have");
}

} // namespace mfa::pam
