#include "engine/guard/confinement.hpp"
#include "pam_module/answer.hpp"
#include "pam_module/forwarding.hpp"
#include "pam_module/limits.hpp"
#include "pam_module/login.hpp"
#include "pam_module/phases.hpp"
#include "pam_module/ticket.hpp"

namespace mfa::pam {

namespace {

Result<wire::Message> ask_helper(const Transaction& transaction, const wire::Message& request,
                                 const wire::HelperProcess::TakeItem& take = {}) {
    auto helper = TRY(transaction.start_helper());
    return transaction.exchange(helper, request, take);
}

Result<Ruling> close(const Transaction& transaction, const Login& login) {
    const auto reply =
        TRY(ask_helper(transaction, login.request(wire::MessageType::session_close)));
    const auto outcome = TRY(outcome_of(reply));
    return outcome == wire::Outcome::ok ? Ruling{PAM_SUCCESS, {}}
                                        : refusal(outcome, reply, Phase::session);
}

/// What is left to do once the helper has said that the session is limited.
Result<Ruling> limit(const Transaction& transaction, const Login& login, LimitsBy by,
                     const std::vector<std::string>& programs) {
    if (by == LimitsBy::landlock) {
        // Asked anew: account may have been asked by another process, and a while ago.
        if (auto sentence = refused_for_forwarding(transaction.host(), login)) {
            return Ruling{refused(Phase::session), std::move(*sentence)};
        }
        TRY(guard::confine_for_good(programs, login.tty));
    }
    TRY(see_that_the_kernel_refuses(by));
    return Ruling{PAM_SUCCESS, {}};
}

Result<Ruling> open(const Transaction& transaction, const Login& login) {
    wire::Message request = login.request(wire::MessageType::session_open);
    const auto ticket = kept_ticket(transaction.host());
    if (ticket) {
        request.add(wire::Field::ticket, *ticket);
    }
    std::vector<std::string> programs;
    const auto reply = TRY(ask_helper(transaction, request, [&programs](const wire::Message& item) {
        return add_programs(item, programs);
    }));
    const auto outcome = TRY(outcome_of(reply));
    if (outcome != wire::Outcome::ok) {
        return refusal(outcome, reply, Phase::session);
    }
    if (!reply.number(wire::Field::verdict)) {
        return Ruling{PAM_SUCCESS, {}};
    }
    if (TRY(verdict_of(reply)) != wire::Verdict::limited) {
        return nonsense("a verdict that session open does not have");
    }
    return limit(transaction, login, TRY(limits_of(reply)), programs);
}

} // namespace

Result<Ruling> open_session(const Transaction& transaction) {
    const Login login = TRY(login_of_known_user(transaction.host()));
    auto opened = open(transaction, login);
    if (!opened || opened->pam_code != PAM_SUCCESS) {
        // Nobody closes what PAM did not open, and a helper that was killed halfway has left
        // something behind.
        static_cast<void>(close(transaction, login));
    }
    return opened;
}

Result<Ruling> close_session(const Transaction& transaction) {
    const Login login = TRY(login_of_known_user(transaction.host()));
    return close(transaction, login);
}

} // namespace mfa::pam
