#include "pam_module/answer.hpp"
#include "pam_module/login.hpp"
#include "pam_module/phases.hpp"
#include "pam_module/ticket.hpp"

namespace mfa::pam {

namespace {

Result<Ruling> tell_helper(const Transaction& transaction, const wire::Message& request) {
    auto helper = TRY(transaction.start_helper());
    const auto reply = TRY(transaction.exchange(helper, request));
    const auto outcome = TRY(outcome_of(reply));
    return outcome == wire::Outcome::ok ? Ruling{PAM_SUCCESS, {}}
                                        : refusal(outcome, reply, Phase::session);
}

} // namespace

Result<Ruling> open_session(const Transaction& transaction) {
    const Login login = TRY(login_of_known_user(transaction.host()));
    wire::Message request = login.request(wire::MessageType::session_open);
    const auto ticket = kept_ticket(transaction.host());
    if (ticket) {
        request.add(wire::Field::ticket, *ticket);
    }
    return tell_helper(transaction, request);
}

Result<Ruling> close_session(const Transaction& transaction) {
    const Login login = TRY(login_of_known_user(transaction.host()));
    return tell_helper(transaction, login.request(wire::MessageType::session_close));
}

} // namespace mfa::pam
