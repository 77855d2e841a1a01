#include "pam_module/answer.hpp"
#include "pam_module/code.hpp"
#include "pam_module/login.hpp"
#include "pam_module/phases.hpp"
#include "pam_module/ticket.hpp"

namespace mfa::pam {

namespace {

/// One code to the helper, and what follows from its answer.
Result<Ruling> verify(const Transaction& transaction, wire::HelperProcess& helper,
                      const SecretBuffer& code) {
    wire::Message request{wire::MessageType::auth_verify};
    request.add(wire::Field::code, code);
    const auto reply = TRY(transaction.exchange(helper, request));
    const auto outcome = TRY(outcome_of(reply));
    if (outcome != wire::Outcome::ok) {
        return refusal(outcome, reply, Phase::auth);
    }
    TRY(transaction.keep_ticket_of(reply));
    return Ruling{PAM_SUCCESS, {}};
}

/// The code in one answer; with forward_pass the password before it is handed on first, so that the
/// modules that follow behave alike whatever the code is worth.
Result<std::optional<SecretBuffer>> code_in_answer(const Transaction& transaction,
                                                   const SecretBuffer& answer) {
    const std::size_t length = transaction.options().forwarded_code_length;
    if (length == 0) {
        return code_in(answer);
    }
    const auto parts = split_password_and_code(answer, length);
    if (!parts) {
        return std::optional<SecretBuffer>{};
    }
    TRY(transaction.host().set_password(parts->password));
    return code_in(parts->code);
}

/// The code that the password entered before is, or ends in. A password that is none stays what it
/// is: sending it to the helper would count as a failed attempt.
Result<std::optional<SecretBuffer>> code_in_first_pass(const Transaction& transaction) {
    const auto password = transaction.host().password();
    if (transaction.options().first_pass == FirstPass::ignore || !password) {
        return std::optional<SecretBuffer>{};
    }
    const std::size_t length = transaction.options().forwarded_code_length;
    if (length == 0) {
        return code_in_password(*password);
    }
    const auto parts = split_password_and_code(*password, length);
    if (!parts || !code_in_password(parts->code)) {
        return std::optional<SecretBuffer>{};
    }
    return code_in_answer(transaction, *password);
}

Result<Ruling> verify_typed_code(const Transaction& transaction, wire::HelperProcess& helper) {
    const Options& options = transaction.options();
    const auto answer = TRY(
        transaction.conversation().ask(options.prompt, options.echo_code ? Echo::on : Echo::off));
    const auto code = TRY(code_in_answer(transaction, answer));
    if (!code) {
        // The helper's words for a wrong code: sshd puts junk in the place of what an unknown user
        // types, and nobody shall read from the answer that a user is unknown.
        return Ruling{PAM_AUTH_ERR, "wrong code", Delivery::if_possible};
    }
    return verify(transaction, helper, *code);
}

Result<Ruling> verify_code(const Transaction& transaction, wire::HelperProcess& helper) {
    const auto first = TRY(code_in_first_pass(transaction));
    const bool may_prompt = transaction.options().first_pass != FirstPass::use_it;
    if (!first) {
        return may_prompt ? verify_typed_code(transaction, helper)
                          : Ruling{PAM_AUTH_ERR, "The password does not end in an MFA code.",
                                   Delivery::if_possible};
    }
    const Ruling ruling = TRY(verify(transaction, helper, *first));
    return may_prompt && ruling.pam_code == PAM_AUTH_ERR ? verify_typed_code(transaction, helper)
                                                         : ruling;
}

} // namespace

Result<Ruling> authenticate(const Transaction& transaction) {
    forget_ticket(transaction.host()); // of an attempt before this one
    const Login login = TRY(login_asking_for_user(transaction.host()));
    auto helper = TRY(transaction.start_helper());
    wire::Message request = login.request(wire::MessageType::auth_begin);
    request.add_number(wire::Field::can_enroll, transaction.can_enroll() ? 1 : 0);
    const auto reply = TRY(transaction.exchange(helper, request));
    const auto outcome = TRY(outcome_of(reply));
    if (outcome != wire::Outcome::ok) {
        return refusal(outcome, reply, Phase::auth);
    }
    switch (TRY(verdict_of(reply))) {
    case wire::Verdict::not_needed:
    case wire::Verdict::without_factor:
        TRY(transaction.keep_ticket_of(reply));
        return Ruling{PAM_IGNORE, {}};
    case wire::Verdict::ask_code:
        return verify_code(transaction, helper);
    case wire::Verdict::offer_enroll:
        if (!transaction.can_enroll()) {
            return nonsense("enrolment offered where none can be made");
        }
        return enroll(transaction, helper);
    case wire::Verdict::deny:
        return refusal(wire::Outcome::denied, reply, Phase::auth);
    case wire::Verdict::limited:
        break;
    }
    return nonsense("a verdict that auth does not have");
}

} // namespace mfa::pam
