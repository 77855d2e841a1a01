#include "tests/integration/stage.hpp"
#include "tests/support/cmocka_cpp.hpp"

using namespace mfa;
using namespace mfa::test;
using wire::Field;
using wire::Outcome;
using wire::Verdict;

namespace {

/// A module before ours that asks for the password, and one behind it that wants to see it: what
/// PAM_AUTHTOK holds then is compared with `rest`.
std::string password_stack(const std::string& options, const std::string& rest) {
    return "auth optional pam_unix.so nodelay\n"
           "auth required MODULE " +
           options + "\nauth required pam_exec.so expose_authtok quiet /usr/bin/grep -qxF " + rest +
           "\n";
}

std::string_view code_sent(const std::vector<wire::Message>& requests) {
    return requests.at(1).text(Field::code).value();
}

} // namespace

static void an_unknown_option_denies_in_every_phase_and_is_logged() {
    for (const char* wrong : {"nullok", "enroll=maybe", "enroll", "prompt=", "forward_pass=7",
                              "Debug", "helper=/bin/x"}) {
        const Stage stage;
        stage.pam_file(wrong);
        stage.helper_answers({verdict(Verdict::not_needed)});
        Program program{stage};
        CHECK_EQUAL(pam_authenticate(program.handle(), 0), PAM_AUTHINFO_UNAVAIL);
        CHECK(take_log().find(wrong) != std::string::npos);
        CHECK_EQUAL(program.shown().size(), 1U);
        CHECK_EQUAL(pam_acct_mgmt(program.handle(), 0), PAM_PERM_DENIED);
        CHECK_EQUAL(pam_open_session(program.handle(), 0), PAM_SESSION_ERR);
        CHECK_EQUAL(pam_close_session(program.handle(), 0), PAM_SESSION_ERR);
        CHECK(stage.requests().empty());
    }
}

static void the_prompt_is_what_the_option_says() {
    const Stage stage;
    stage.pam_file("[prompt=Your token, please: ]");
    Program program{stage};
    program.answers({"123456"});
    stage.helper_answers({verdict(Verdict::ask_code), ok()});
    CHECK_EQUAL(pam_authenticate(program.handle(), 0), PAM_SUCCESS);
    CHECK_EQUAL(program.shown()[0].text, "Your token, please: ");
}

static void echo_code_shows_what_is_typed() {
    const Stage stage;
    stage.pam_file("echo_code");
    Program program{stage};
    program.answers({"123456"});
    stage.helper_answers({verdict(Verdict::ask_code), ok()});
    CHECK_EQUAL(pam_authenticate(program.handle(), 0), PAM_SUCCESS);
    CHECK_EQUAL(program.shown()[0].style, PAM_PROMPT_ECHO_ON);
}

static void enroll_off_offers_no_enrolment() {
    const Stage stage;
    stage.pam_file("enroll=off");
    stage.helper_answers({verdict(Verdict::without_factor)});
    CHECK_EQUAL(pam_authenticate(Program{stage}.handle(), 0), ignored);
    CHECK_EQUAL(stage.requests().at(0).number(Field::can_enroll).value(), 0);
    // A helper that offers it nevertheless talks nonsense.
    stage.helper_answers({verdict(Verdict::offer_enroll)});
    CHECK_EQUAL(pam_authenticate(Program{stage}.handle(), 0), PAM_AUTHINFO_UNAVAIL);
}

static void forward_pass_cuts_the_code_off_the_end_and_passes_the_rest_on() {
    const Stage stage;
    stage.pam_lines("auth required MODULE forward_pass\n"
                    "auth required pam_exec.so expose_authtok quiet /usr/bin/grep -qxF secret99\n");
    Program program{stage};
    program.answers({"secret99123456"});
    stage.helper_answers({verdict(Verdict::ask_code), ok()});
    CHECK_EQUAL(pam_authenticate(program.handle(), 0), PAM_SUCCESS);
    CHECK_EQUAL(code_sent(stage.requests()), "123456");
    CHECK(program.answers_were_wiped());
}

static void forward_pass_takes_eight_digits_when_told_so() {
    const Stage stage;
    stage.pam_file("forward_pass=8");
    Program program{stage};
    program.answers({"secret12345678"});
    stage.helper_answers({verdict(Verdict::ask_code), ok()});
    CHECK_EQUAL(pam_authenticate(program.handle(), 0), PAM_SUCCESS);
    CHECK_EQUAL(code_sent(stage.requests()), "12345678");
}

static void forward_pass_takes_a_recovery_code_with_its_dashes() {
    for (const char* length : {"forward_pass", "forward_pass=8"}) {
        const Stage stage;
        stage.pam_lines("auth required MODULE " + std::string{length} +
                        "\nauth required pam_exec.so expose_authtok quiet /usr/bin/grep -qxF "
                        "secret-99\n");
        Program program{stage};
        program.answers({"secret-993g92-30vq-vsw0"});
        stage.helper_answers({verdict(Verdict::ask_code), ok()});
        CHECK_EQUAL(pam_authenticate(program.handle(), 0), PAM_SUCCESS);
        CHECK_EQUAL(code_sent(stage.requests()), "3G9230VQVSW0");
        CHECK(program.answers_were_wiped());
    }
}

static void forward_pass_takes_digits_after_a_password_that_looks_like_the_rest_of_one() {
    const Stage stage;
    stage.pam_file("forward_pass");
    Program program{stage};
    program.answers({"3G92-30VQ-VS123456"});
    stage.helper_answers({verdict(Verdict::ask_code), ok()});
    CHECK_EQUAL(pam_authenticate(program.handle(), 0), PAM_SUCCESS);
    CHECK_EQUAL(code_sent(stage.requests()), "123456");
}

static void use_first_pass_takes_a_recovery_code_that_is_the_password() {
    const Stage stage;
    stage.pam_lines(password_stack("use_first_pass", "3g92-30vq-vsw0"));
    Program program{stage};
    program.answers({"3g92-30vq-vsw0"});
    stage.helper_answers({verdict(Verdict::ask_code), ok()});
    CHECK_EQUAL(pam_authenticate(program.handle(), 0), PAM_SUCCESS);
    CHECK_EQUAL(code_sent(stage.requests()), "3G9230VQVSW0");
}

static void forward_pass_refuses_an_answer_that_is_too_short() {
    const Stage stage;
    stage.pam_file("forward_pass");
    Program program{stage};
    program.answers({"12345"});
    stage.helper_answers({verdict(Verdict::ask_code), ok()});
    CHECK_EQUAL(pam_authenticate(program.handle(), 0), PAM_AUTH_ERR);
    CHECK_EQUAL(stage.requests().size(), 1U);
}

static void forward_pass_sends_no_end_of_a_password_without_a_code() {
    const Stage stage;
    stage.pam_file("forward_pass");
    Program program{stage};
    program.answers({"correct horse"});
    stage.helper_answers({verdict(Verdict::ask_code), ok()});
    CHECK_EQUAL(pam_authenticate(program.handle(), 0), PAM_AUTH_ERR);
    CHECK_EQUAL(stage.requests().size(), 1U);
}

static void use_first_pass_never_prompts() {
    const Stage stage;
    stage.pam_lines(password_stack("use_first_pass forward_pass", "secret"));
    Program program{stage};
    program.answers({"secret123456"});
    stage.helper_answers({verdict(Verdict::ask_code), ok()});
    CHECK_EQUAL(pam_authenticate(program.handle(), 0), PAM_SUCCESS);
    CHECK_EQUAL(program.prompts(), 1U);
    CHECK_EQUAL(code_sent(stage.requests()), "123456");
}

static void use_first_pass_fails_without_a_code_and_spends_no_attempt() {
    const Stage stage;
    for (const char* options : {"use_first_pass", "use_first_pass forward_pass"}) {
        stage.pam_lines(password_stack(options, "x"));
        Program program{stage};
        program.answers({"secret"});
        stage.helper_answers({verdict(Verdict::ask_code), ok()});
        CHECK(pam_authenticate(program.handle(), 0) != PAM_SUCCESS);
        CHECK_EQUAL(program.prompts(), 1U);
        CHECK_EQUAL(stage.requests().size(), 1U);
    }
    // Nobody asked for a password at all.
    stage.pam_file("use_first_pass");
    Program program{stage};
    stage.helper_answers({verdict(Verdict::ask_code), ok()});
    CHECK_EQUAL(pam_authenticate(program.handle(), 0), PAM_AUTH_ERR);
    CHECK_EQUAL(program.prompts(), 0U);
}

static void try_first_pass_prompts_when_the_password_is_no_code() {
    const Stage stage;
    stage.pam_lines(password_stack("try_first_pass", "secret"));
    Program program{stage};
    program.answers({"secret", "123456"});
    stage.helper_answers({verdict(Verdict::ask_code), ok()});
    CHECK_EQUAL(pam_authenticate(program.handle(), 0), PAM_SUCCESS);
    CHECK_EQUAL(program.prompts(), 2U);
    CHECK_EQUAL(code_sent(stage.requests()), "123456");
}

static void try_first_pass_prompts_when_the_code_in_the_password_is_wrong() {
    const Stage stage;
    stage.pam_lines(password_stack("try_first_pass", "111111"));
    Program program{stage};
    program.answers({"111111", "123456"});
    stage.helper_answers(
        {verdict(Verdict::ask_code), refused(Outcome::wrong_code, "wrong_code"), ok()});
    CHECK_EQUAL(pam_authenticate(program.handle(), 0), PAM_SUCCESS);
    CHECK_EQUAL(stage.requests().size(), 3U);
}

static void try_first_pass_does_not_prompt_once_throttled() {
    const Stage stage;
    stage.pam_lines(password_stack("try_first_pass", "111111"));
    Program program{stage};
    program.answers({"111111", "123456"});
    stage.helper_answers({verdict(Verdict::ask_code), refused(Outcome::throttled, "throttled")});
    CHECK_EQUAL(pam_authenticate(program.handle(), 0), PAM_MAXTRIES);
    CHECK_EQUAL(program.prompts(), 1U);
}

int main() {
    return mfa::test::run(
        "integration/options",
        {
            TEST(an_unknown_option_denies_in_every_phase_and_is_logged),
            TEST(the_prompt_is_what_the_option_says),
            TEST(echo_code_shows_what_is_typed),
            TEST(enroll_off_offers_no_enrolment),
            TEST(forward_pass_cuts_the_code_off_the_end_and_passes_the_rest_on),
            TEST(forward_pass_takes_eight_digits_when_told_so),
            TEST(forward_pass_takes_a_recovery_code_with_its_dashes),
            TEST(forward_pass_takes_digits_after_a_password_that_looks_like_the_rest_of_one),
            TEST(use_first_pass_takes_a_recovery_code_that_is_the_password),
            TEST(forward_pass_refuses_an_answer_that_is_too_short),
            TEST(forward_pass_sends_no_end_of_a_password_without_a_code),
            TEST(use_first_pass_never_prompts),
            TEST(use_first_pass_fails_without_a_code_and_spends_no_attempt),
            TEST(try_first_pass_prompts_when_the_password_is_no_code),
            TEST(try_first_pass_prompts_when_the_code_in_the_password_is_wrong),
            TEST(try_first_pass_does_not_prompt_once_throttled),
        });
}
