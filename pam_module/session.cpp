#include "pam_module/answer.hpp"
#include "pam_module/login.hpp"
#include "pam_module/phases.hpp"
#include "pam_module/ticket.hpp"

#include <cerrno>

namespace mfa::pam {

namespace {

Result<wire::Message> ask_helper(const Transaction& transaction, const wire::Message& request) {
    auto helper = TRY(transaction.start_helper());
    return transaction.exchange(helper, request);
}

/// A program that no policy lists and that does nothing: in a session that is really limited the
/// kernel refuses to run it.
Result<> see_that_the_kernel_refuses() {
    const auto started = wire::HelperProcess::start(MFA_CANARY_PATH);
    if (!started && started.error().sys_errno() == EPERM) {
        return {};
    }
    return started ? Error{ErrorKind::internal, "limit this session",
                           "the kernel runs what it should refuse"}
                   : started.error();
}

Result<Ruling> close(const Transaction& transaction, const Login& login) {
    const auto reply =
        TRY(ask_helper(transaction, login.request(wire::MessageType::session_close)));
    const auto outcome = TRY(outcome_of(reply));
    return outcome == wire::Outcome::ok ? Ruling{PAM_SUCCESS, {}}
                                        : refusal(outcome, reply, Phase::session);
}

Result<Ruling> open(const Transaction& transaction, const Login& login) {
    wire::Message request = login.request(wire::MessageType::session_open);
    const auto ticket = kept_ticket(transaction.host());
    if (ticket) {
        request.add(wire::Field::ticket, *ticket);
    }
    const auto reply = TRY(ask_helper(transaction, request));
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
    TRY(see_that_the_kernel_refuses());
    return Ruling{PAM_SUCCESS, {}};
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
