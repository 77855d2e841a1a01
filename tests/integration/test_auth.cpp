#include "tests/integration/stage.hpp"
#include "tests/support/cmocka_cpp.hpp"

#include <pwd.h>
#include <unistd.h>

using namespace mfa;
using namespace mfa::test;
using wire::Field;
using wire::MessageType;
using wire::Outcome;
using wire::Verdict;

static int authenticate(const Program& program, int flags = 0) {
    return pam_authenticate(program.handle(), flags);
}

static void without_need_of_a_factor_it_stands_aside_and_never_prompts() {
    const Stage stage;
    Program program{stage};
    for (const Verdict aside : {Verdict::not_needed, Verdict::without_factor}) {
        stage.helper_answers({verdict(aside)});
        CHECK_EQUAL(authenticate(program), ignored);
    }
    CHECK_EQUAL(program.prompts(), 0U);
}

static void a_good_code_succeeds_after_one_hidden_prompt() {
    const Stage stage;
    Program program{stage};
    program.answers({"123456"});
    stage.helper_answers({verdict(Verdict::ask_code), ok()});
    CHECK_EQUAL(authenticate(program), PAM_SUCCESS);
    CHECK_EQUAL(program.shown().size(), 1U);
    CHECK_EQUAL(program.shown()[0].style, PAM_PROMPT_ECHO_OFF);
    const auto requests = stage.requests();
    CHECK_EQUAL(requests.size(), 2U);
    CHECK(requests[1].type() == MessageType::auth_verify);
    CHECK_EQUAL(requests[1].text(Field::code).value(), "123456");
}

static void a_recovery_code_is_a_code_and_what_the_helper_says_of_it_is_shown() {
    const Stage stage;
    Program program{stage};
    program.answers({" 3g92-30vq-vsw0"});
    auto reply = ok();
    reply.add(Field::notice, "You used a recovery code; 9 are left.");
    stage.helper_answers({verdict(Verdict::ask_code), reply});
    CHECK_EQUAL(authenticate(program), PAM_SUCCESS);
    CHECK_EQUAL(stage.requests().at(1).text(Field::code).value(), "3G9230VQVSW0");
    CHECK(program.was_shown("You used a recovery code; 9 are left."));
    CHECK_EQUAL(program.shown().back().style, PAM_TEXT_INFO);
    CHECK(program.answers_were_wiped());
}

static void a_mistyped_recovery_code_is_no_attempt() {
    const Stage stage;
    Program program{stage};
    program.answers({"3g92-30vq-vsw1"});
    stage.helper_answers({verdict(Verdict::ask_code)});
    CHECK_EQUAL(authenticate(program), PAM_AUTH_ERR);
    CHECK_EQUAL(stage.requests().size(), 1U);
    CHECK(program.was_shown("wrong code"));
}

static void the_helper_is_told_who_comes_through_which_door() {
    const Stage stage;
    Program program{stage};
    program.set_item(PAM_TTY, "/dev/tty1");
    program.set_item(PAM_RHOST, "192.0.2.1");
    program.set_item(PAM_RUSER, "bob");
    program.put_variable("SSH_AUTH_INFO_0=publickey ssh-ed25519 AAAAC3Nza\nkeyboard-interactive/pam"
                         "\nhost<based\n");
    stage.helper_answers({verdict(Verdict::not_needed)});
    CHECK_EQUAL(authenticate(program), ignored);
    const auto requests = stage.requests();
    const wire::Message& begin = requests.at(0);
    CHECK(begin.type() == MessageType::auth_begin);
    CHECK_EQUAL(begin.text(Field::user).value(), "alice");
    CHECK_EQUAL(begin.text(Field::service).value(), "door");
    CHECK_EQUAL(begin.text(Field::tty).value(), "/dev/tty1");
    CHECK_EQUAL(begin.text(Field::remote_host).value(), "192.0.2.1");
    CHECK_EQUAL(begin.text(Field::remote_user).value(), "bob");
    CHECK_EQUAL(begin.number(Field::can_enroll).value(), 1);
    const auto methods = begin.texts(Field::auth_method);
    CHECK_EQUAL(methods.size(), 2U);
    CHECK_EQUAL(methods[0], "publickey");
    CHECK_EQUAL(methods[1], "keyboard-interactive");
}

static void in_a_setuid_program_the_caller_is_who_the_kernel_says() {
    const passwd* const nobody = ::getpwnam("nobody");
    if (::geteuid() != 0 || nobody == nullptr) {
        SKIP_TEST("needs root and a user nobody");
    }
    const Stage stage;
    Program program{stage, "root"};
    program.set_item(PAM_RUSER, "root");
    stage.helper_answers({verdict(Verdict::not_needed)});
    CHECK_EQUAL(::setresuid(nobody->pw_uid, 0, 0), 0);
    const int code = authenticate(program);
    CHECK_EQUAL(::setresuid(0, 0, 0), 0);
    CHECK_EQUAL(code, ignored);
    CHECK_EQUAL(stage.requests().at(0).text(Field::remote_user).value(), "nobody");
}

static void the_user_name_is_asked_for_where_the_program_has_none() {
    const Stage stage;
    Program program{stage, ""};
    program.answers({"carol"});
    stage.helper_answers({verdict(Verdict::not_needed)});
    CHECK_EQUAL(authenticate(program), ignored);
    CHECK_EQUAL(stage.requests().at(0).text(Field::user).value(), "carol");
}

static void a_wrong_code_fails_and_says_so() {
    const Stage stage;
    Program program{stage};
    program.answers({"123456"});
    stage.helper_answers({verdict(Verdict::ask_code),
                          refused(Outcome::wrong_code, "wrong_code", "This code is wrong.")});
    CHECK_EQUAL(authenticate(program), PAM_AUTH_ERR);
    CHECK(program.was_shown("This code is wrong."));
    CHECK_EQUAL(program.prompts(), 1U);
}

static void throttled_is_maxtries_and_says_for_how_long() {
    const Stage stage;
    Program program{stage};
    program.answers({"123456"});
    auto reply = refused(Outcome::throttled, "throttled");
    reply.add_number(Field::retry_after_s, 30);
    stage.helper_answers({verdict(Verdict::ask_code), reply});
    CHECK_EQUAL(authenticate(program), PAM_MAXTRIES);
    CHECK(program.was_shown("try again in 30 s"));
}

static void a_denial_says_why() {
    const Stage stage;
    Program program{stage};
    stage.helper_answers({verdict(Verdict::deny, "Enrol on the console first.")});
    CHECK_EQUAL(authenticate(program), PAM_AUTH_ERR);
    CHECK(program.was_shown("Enrol on the console first."));
    CHECK_EQUAL(program.shown()[0].style, PAM_ERROR_MSG);
    CHECK_EQUAL(program.prompts(), 0U);
}

static void sshd_shows_a_denial_only_with_a_prompt_so_it_gets_one() {
    const Stage stage;
    Program program{stage};
    program.be_sshd();
    program.answers({""});
    stage.helper_answers({verdict(Verdict::deny, "Enrol on the console first.")});
    CHECK_EQUAL(authenticate(program), PAM_AUTH_ERR);
    CHECK_EQUAL(program.prompts(), 1U);
    CHECK_EQUAL(program.shown().back().style, PAM_PROMPT_ECHO_ON);
}

static void sshd_asks_again_after_a_wrong_code_and_needs_no_prompt_of_ours() {
    const Stage stage;
    Program program{stage};
    program.be_sshd();
    program.answers({"123456"});
    stage.helper_answers({verdict(Verdict::ask_code), refused(Outcome::wrong_code, "wrong_code")});
    CHECK_EQUAL(authenticate(program), PAM_AUTH_ERR);
    CHECK_EQUAL(program.prompts(), 1U);
}

static void other_refusals_of_the_first_request_deny() {
    const Stage stage;
    Program program{stage};
    stage.helper_answers({refused(Outcome::denied, "denied", "Not here.")});
    CHECK_EQUAL(authenticate(program), PAM_AUTH_ERR);
    stage.helper_answers({refused(Outcome::unavailable, "unavailable", "The store is away.")});
    CHECK_EQUAL(authenticate(program), PAM_AUTHINFO_UNAVAIL);
    stage.helper_answers({refused(Outcome::failed, "too_many_devices", "Delete one first.")});
    CHECK_EQUAL(authenticate(program), PAM_AUTH_ERR);
    CHECK(program.was_shown("Delete one first."));
    auto throttled = refused(Outcome::throttled, "throttled");
    throttled.add_number(Field::retry_after_s, 480);
    stage.helper_answers({throttled});
    CHECK_EQUAL(authenticate(program), PAM_MAXTRIES);
    CHECK(program.was_shown("try again in 480 s (8 min)"));
}

static void a_silent_program_sees_prompts_and_no_texts() {
    const Stage stage;
    Program program{stage};
    program.answers({"123456"});
    auto welcome = verdict(Verdict::ask_code);
    welcome.add(Field::notice, "a notice");
    stage.helper_answers({welcome, refused(Outcome::wrong_code, "wrong_code", "Wrong.")});
    CHECK_EQUAL(authenticate(program, PAM_SILENT), PAM_AUTH_ERR);
    CHECK_EQUAL(program.shown().size(), 1U);
    CHECK_EQUAL(program.prompts(), 1U);
    CHECK_EQUAL(stage.requests().at(0).number(Field::can_enroll).value(), 0);
}

static void a_notice_is_shown_though_all_went_well() {
    const Stage stage;
    Program program{stage};
    program.answers({"123456"});
    auto good = ok();
    good.add(Field::notice, "Your clock is \x1b[31mlate.");
    stage.helper_answers({verdict(Verdict::ask_code), good});
    CHECK_EQUAL(authenticate(program), PAM_SUCCESS);
    CHECK(program.was_shown("Your clock is \\x1b[31mlate."));
}

static void blanks_and_dashes_in_a_code_are_no_part_of_it() {
    const Stage stage;
    for (const auto& [typed, sent] :
         {std::pair{"123 456", "123456"}, std::pair{" 123-456 ", "123456"},
          std::pair{"1234 5678", "12345678"}, std::pair{"1 2 3-4-5 6 7", "1234567"}}) {
        Program program{stage};
        program.answers({typed});
        stage.helper_answers({verdict(Verdict::ask_code), ok()});
        CHECK_EQUAL(authenticate(program), PAM_SUCCESS);
        CHECK_EQUAL(stage.requests().at(1).text(Field::code).value(), sent);
    }
}

static void what_can_be_no_code_is_refused_without_asking_the_helper() {
    const Stage stage;
    for (const std::string& typed :
         {std::string{}, std::string{"   "}, std::string(65, 'a'), std::string{"\x1b[A"},
          std::string{"correct horse"}, std::string{"12345"}, std::string{"123456789"},
          std::string{"secret123456"}, std::string{"123456x"}, std::string{"１２３４５６"}}) {
        Program program{stage};
        program.answers({typed});
        stage.helper_answers({verdict(Verdict::ask_code), ok()});
        CHECK_EQUAL(authenticate(program), PAM_AUTH_ERR);
        CHECK(program.was_shown("wrong code"));
        CHECK_EQUAL(stage.requests().size(), 1U);
    }
}

static void nobody_who_answers_is_a_failure() {
    const Stage stage;
    for (const auto odd :
         {Program::Answer::failure, Program::Answer::null_text, Program::Answer::null_response}) {
        Program program{stage};
        program.answers({odd});
        stage.helper_answers({verdict(Verdict::ask_code), ok()});
        CHECK_EQUAL(authenticate(program), PAM_AUTH_ERR);
        CHECK_EQUAL(stage.requests().size(), 1U);
    }
}

static void a_program_without_conversation_is_refused_and_never_offered_enrolment() {
    const Stage stage;
    Program program{stage};
    program.have_no_conversation();
    stage.helper_answers({verdict(Verdict::ask_code), ok()});
    CHECK_EQUAL(authenticate(program), PAM_AUTH_ERR);
    CHECK_EQUAL(stage.requests().at(0).number(Field::can_enroll).value(), 0);
}

static void answers_are_wiped_before_they_are_freed() {
    const Stage stage;
    Program program{stage};
    program.answers({"123456"});
    stage.helper_answers({verdict(Verdict::ask_code), ok()});
    CHECK_EQUAL(authenticate(program), PAM_SUCCESS);
    CHECK(program.answers_were_wiped());
}

static void nothing_secret_is_logged_even_with_debug() {
    const Stage stage;
    stage.pam_file("debug");
    Program program{stage};
    program.answers({"123456"});
    auto good = ok();
    good.add(Field::ticket, "0123456789abcdef");
    stage.helper_answers({verdict(Verdict::ask_code), good});
    CHECK_EQUAL(authenticate(program), PAM_SUCCESS);
    const std::string log = take_log();
    CHECK(!log.empty());
    CHECK(log.find("123456") == std::string::npos);
    CHECK(log.find("abcdef") == std::string::npos);
}

int main() {
    return mfa::test::run(
        "integration/auth",
        {
            TEST(without_need_of_a_factor_it_stands_aside_and_never_prompts),
            TEST(a_good_code_succeeds_after_one_hidden_prompt),
            TEST(a_recovery_code_is_a_code_and_what_the_helper_says_of_it_is_shown),
            TEST(a_mistyped_recovery_code_is_no_attempt),
            TEST(the_helper_is_told_who_comes_through_which_door),
            TEST(in_a_setuid_program_the_caller_is_who_the_kernel_says),
            TEST(the_user_name_is_asked_for_where_the_program_has_none),
            TEST(a_wrong_code_fails_and_says_so),
            TEST(throttled_is_maxtries_and_says_for_how_long),
            TEST(a_denial_says_why),
            TEST(sshd_shows_a_denial_only_with_a_prompt_so_it_gets_one),
            TEST(sshd_asks_again_after_a_wrong_code_and_needs_no_prompt_of_ours),
            TEST(other_refusals_of_the_first_request_deny),
            TEST(a_silent_program_sees_prompts_and_no_texts),
            TEST(a_notice_is_shown_though_all_went_well),
            TEST(blanks_and_dashes_in_a_code_are_no_part_of_it),
            TEST(what_can_be_no_code_is_refused_without_asking_the_helper),
            TEST(nobody_who_answers_is_a_failure),
            TEST(a_program_without_conversation_is_refused_and_never_offered_enrolment),
            TEST(answers_are_wiped_before_they_are_freed),
            TEST(nothing_secret_is_logged_even_with_debug),
        });
}
