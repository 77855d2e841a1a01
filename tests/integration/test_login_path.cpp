// From auth to session: what is kept between, and how libpam's stacks see the module.
#include "tests/integration/stage.hpp"
#include "tests/support/cmocka_cpp.hpp"

#include <unistd.h>

using namespace mfa;
using namespace mfa::test;
using wire::Field;
using wire::MessageType;
using wire::Outcome;
using wire::Verdict;

namespace {

constexpr const char* variable = "MFA_LOGIN_TICKET";
constexpr const char* ticket = "00112233445566778899aabbccddeeff";

Reply with_ticket(wire::Message&& reply) {
    return {reply.add(Field::ticket, ticket)};
}

void log_in(const Stage& stage, Program& program) {
    program.answers({"123456"});
    stage.helper_answers({verdict(Verdict::ask_code), with_ticket(ok())});
    CHECK_EQUAL(pam_authenticate(program.handle(), 0), PAM_SUCCESS);
}

std::optional<std::string_view> ticket_received(const std::vector<wire::Message>& requests) {
    return requests.at(0).text(Field::ticket);
}

} // namespace

static void the_ticket_reaches_account_and_session_in_one_process() {
    const Stage stage;
    Program program{stage};
    log_in(stage, program);
    stage.helper_answers({verdict(Verdict::not_needed)});
    CHECK_EQUAL(pam_acct_mgmt(program.handle(), 0), PAM_SUCCESS);
    const auto account = stage.requests();
    CHECK(account.at(0).type() == MessageType::account);
    CHECK_EQUAL(ticket_received(account).value(), ticket);
    stage.helper_answers({ok()});
    CHECK_EQUAL(pam_open_session(program.handle(), 0), PAM_SUCCESS);
    const auto session = stage.requests();
    CHECK(session.at(0).type() == MessageType::session_open);
    CHECK_EQUAL(ticket_received(session).value(), ticket);
}

static void a_limited_session_is_one_where_the_kernel_refuses() {
    const Stage stage;
    Program program{stage};
    // The canary is missing, and then it runs: neither is the refusal that a guard gives.
    for (const bool runs : {false, true}) {
        if (runs) {
            CHECK_EQUAL(::symlink("/bin/true", "session_canary"), 0);
        }
        stage.helper_answers({verdict(Verdict::limited), ok()});
        CHECK_EQUAL(pam_open_session(program.handle(), 0), PAM_SESSION_ERR);
    }
    static_cast<void>(::unlink("session_canary"));
}

static void su_and_sudo_never_have_the_ticket_in_their_environment() {
    // They copy the PAM environment into the new shell's, su even without a session line of ours.
    const Stage stage;
    Program program{stage};
    log_in(stage, program);
    CHECK(!program.variable(variable));
    stage.helper_answers({verdict(Verdict::not_needed)});
    CHECK_EQUAL(pam_acct_mgmt(program.handle(), 0), PAM_SUCCESS);
    CHECK(!program.variable(variable));
}

static void under_sshd_the_ticket_is_in_the_environment_until_session_open() {
    const Stage stage;
    Program program{stage};
    program.be_sshd();
    log_in(stage, program);
    CHECK_EQUAL(program.variable(variable).value(), ticket);
    stage.helper_answers({verdict(Verdict::not_needed)});
    CHECK_EQUAL(pam_acct_mgmt(program.handle(), 0), PAM_SUCCESS);
    CHECK_EQUAL(program.variable(variable).value(), ticket);
    stage.helper_answers({ok()});
    CHECK_EQUAL(pam_open_session(program.handle(), 0), PAM_SUCCESS);
    CHECK(!program.variable(variable));
}

static void in_another_process_the_environment_is_enough() {
    const Stage stage;
    Program program{stage};
    program.put_variable(std::string{variable} + "=" + ticket);
    stage.helper_answers({ok()});
    CHECK_EQUAL(pam_open_session(program.handle(), 0), PAM_SUCCESS);
    CHECK_EQUAL(ticket_received(stage.requests()).value(), ticket);
    CHECK(!program.variable(variable));
}

static void session_open_removes_the_ticket_whatever_happens() {
    const Stage stage;
    const auto check_removed = [&](const Program& program) {
        program.put_variable(std::string{variable} + "=" + ticket);
        CHECK_EQUAL(pam_open_session(program.handle(), 0), PAM_SESSION_ERR);
        CHECK(!program.variable(variable));
    };
    stage.helper_answers({refused(Outcome::denied, "denied")});
    check_removed(Program{stage});
    stage.helper_follows("receive\ncrash\n");
    check_removed(Program{stage});
    stage.pam_file("no_such_option");
    check_removed(Program{stage});
    stage.pam_file();
    stage.remove_helper();
    check_removed(Program{stage});
}

static void a_ticket_is_redeemed_once() {
    const Stage stage;
    Program program{stage};
    log_in(stage, program);
    stage.helper_answers({ok()});
    CHECK_EQUAL(pam_open_session(program.handle(), 0), PAM_SUCCESS);
    stage.helper_answers({ok()});
    CHECK_EQUAL(pam_open_session(program.handle(), 0), PAM_SUCCESS);
    CHECK(!ticket_received(stage.requests()));
}

static void a_new_attempt_forgets_the_ticket_of_the_one_before() {
    const Stage stage;
    Program program{stage};
    program.be_sshd();
    log_in(stage, program);
    stage.helper_answers({verdict(Verdict::deny)});
    CHECK_EQUAL(pam_authenticate(program.handle(), 0), PAM_AUTH_ERR);
    CHECK(!program.variable(variable));
    stage.helper_answers({ok()});
    CHECK_EQUAL(pam_open_session(program.handle(), 0), PAM_SUCCESS);
    CHECK(!ticket_received(stage.requests()));
}

static void a_login_that_account_refuses_keeps_no_ticket() {
    const Stage stage;
    Program program{stage};
    program.be_sshd();
    log_in(stage, program);
    stage.helper_answers({verdict(Verdict::deny, "Not today.")});
    CHECK_EQUAL(pam_acct_mgmt(program.handle(), 0), PAM_PERM_DENIED);
    CHECK(program.was_shown("Not today."));
    CHECK(!program.variable(variable));
}

static void a_ticket_of_a_login_without_factor_is_kept_too() {
    const Stage stage;
    const Program program{stage};
    stage.helper_answers({with_ticket(verdict(Verdict::without_factor))});
    CHECK_EQUAL(pam_authenticate(program.handle(), 0), ignored);
    stage.helper_answers({verdict(Verdict::limited, "Limited: run mfa_tool verify.")});
    CHECK_EQUAL(pam_acct_mgmt(program.handle(), 0), PAM_SUCCESS);
    CHECK_EQUAL(ticket_received(stage.requests()).value(), ticket);
}

static void a_limited_session_passes_account_with_a_notice() {
    const Stage stage;
    const Program program{stage};
    stage.helper_answers({verdict(Verdict::limited, "Limited: run mfa_tool verify.")});
    CHECK_EQUAL(pam_acct_mgmt(program.handle(), 0), PAM_SUCCESS);
    CHECK_EQUAL(program.shown().size(), 1U);
    CHECK_EQUAL(program.shown()[0].style, PAM_TEXT_INFO);
    CHECK(program.was_shown("mfa_tool verify"));
}

static void refusals_deny_account_and_session() {
    const Stage stage;
    for (const Outcome outcome : {Outcome::failed, Outcome::denied, Outcome::wrong_code,
                                  Outcome::throttled, Outcome::unavailable}) {
        stage.helper_answers({refused(outcome, "failed")});
        CHECK_EQUAL(pam_acct_mgmt(Program{stage}.handle(), 0), PAM_PERM_DENIED);
        stage.helper_answers({refused(outcome, "failed")});
        CHECK_EQUAL(pam_open_session(Program{stage}.handle(), 0), PAM_SESSION_ERR);
        stage.helper_answers({refused(outcome, "failed")});
        CHECK_EQUAL(pam_close_session(Program{stage}.handle(), 0), PAM_SESSION_ERR);
    }
}

static void closing_a_session_tells_the_helper() {
    const Stage stage;
    stage.helper_answers({ok()});
    CHECK_EQUAL(pam_close_session(Program{stage}.handle(), 0), PAM_SUCCESS);
    CHECK(stage.requests().at(0).type() == MessageType::session_close);
}

static void account_without_a_user_denies() {
    const Stage stage;
    stage.helper_answers({verdict(Verdict::not_needed)});
    CHECK_EQUAL(pam_acct_mgmt(Program{stage, ""}.handle(), 0), PAM_PERM_DENIED);
}

static void setcred_succeeds_in_a_stack_where_the_module_is_required() {
    const Stage stage;
    stage.pam_lines("auth required pam_permit.so\nauth required MODULE\n");
    Program good{stage};
    log_in(stage, good);
    CHECK_EQUAL(pam_setcred(good.handle(), PAM_ESTABLISH_CRED), PAM_SUCCESS);
    CHECK_EQUAL(pam_setcred(good.handle(), PAM_DELETE_CRED), PAM_SUCCESS);

    const Program aside{stage};
    stage.helper_answers({verdict(Verdict::not_needed)});
    CHECK_EQUAL(pam_authenticate(aside.handle(), 0), PAM_SUCCESS);
    CHECK_EQUAL(pam_setcred(aside.handle(), PAM_ESTABLISH_CRED), PAM_SUCCESS);

    // sshd calls setcred in a process that never authenticated.
    CHECK_EQUAL(pam_setcred(Program{stage}.handle(), PAM_ESTABLISH_CRED), PAM_SUCCESS);
}

static void setcred_succeeds_behind_a_jump_as_in_debians_stacks() {
    const Stage stage;
    stage.pam_lines(
        "auth [success=1 default=ignore] pam_permit.so\nauth requisite pam_deny.so\n"
        "auth required pam_permit.so\nauth required MODULE\nauth optional pam_permit.so\n");
    Program program{stage};
    log_in(stage, program);
    CHECK_EQUAL(pam_setcred(program.handle(), PAM_ESTABLISH_CRED), PAM_SUCCESS);
}

static void a_password_change_is_none_of_its_business() {
    const Stage stage;
    stage.pam_lines("password required MODULE\npassword required pam_permit.so\n");
    CHECK_EQUAL(pam_chauthtok(Program{stage}.handle(), 0), PAM_SUCCESS);
}

int main() {
    return mfa::test::run("integration/login_path",
                          {
                              TEST(the_ticket_reaches_account_and_session_in_one_process),
                              TEST(su_and_sudo_never_have_the_ticket_in_their_environment),
                              TEST(a_limited_session_is_one_where_the_kernel_refuses),
                              TEST(under_sshd_the_ticket_is_in_the_environment_until_session_open),
                              TEST(in_another_process_the_environment_is_enough),
                              TEST(session_open_removes_the_ticket_whatever_happens),
                              TEST(a_ticket_is_redeemed_once),
                              TEST(a_new_attempt_forgets_the_ticket_of_the_one_before),
                              TEST(a_login_that_account_refuses_keeps_no_ticket),
                              TEST(a_ticket_of_a_login_without_factor_is_kept_too),
                              TEST(a_limited_session_passes_account_with_a_notice),
                              TEST(refusals_deny_account_and_session),
                              TEST(closing_a_session_tells_the_helper),
                              TEST(account_without_a_user_denies),
                              TEST(setcred_succeeds_in_a_stack_where_the_module_is_required),
                              TEST(setcred_succeeds_behind_a_jump_as_in_debians_stacks),
                              TEST(a_password_change_is_none_of_its_business),
                          });
}
