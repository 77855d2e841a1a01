#include "tests/integration/stage.hpp"
#include "tests/support/cmocka_cpp.hpp"

#include <cerrno>
#include <sys/stat.h>
#include <sys/wait.h>

using namespace mfa;
using namespace mfa::test;
using wire::Field;
using wire::MessageType;
using wire::Outcome;
using wire::Verdict;

namespace {

struct Phase {
    const char* name;
    int (*run)(pam_handle_t* handle, int flags);
    int unavailable;
};

// interfaces.md: helper missing, crashed, timed out, answered nonsense.
constexpr Phase phases[] = {
    {"auth", pam_authenticate, PAM_AUTHINFO_UNAVAIL},
    {"account", pam_acct_mgmt, PAM_PERM_DENIED},
    {"open session", pam_open_session, PAM_SESSION_ERR},
    {"close session", pam_close_session, PAM_SESSION_ERR},
};

/// In each phase: the code of that row, one sentence to the user, the cause in the log.
void check_denied_everywhere(const Stage& stage, const char* cause) {
    for (const Phase& phase : phases) {
        Program program{stage};
        const int code = phase.run(program.handle(), 0);
        if (code != phase.unavailable) {
            throw CheckFailed{std::string{phase.name} + " ended with " + std::to_string(code)};
        }
        CHECK_EQUAL(program.shown().size(), 1U);
        CHECK_EQUAL(program.shown()[0].style, PAM_ERROR_MSG);
        const std::string log = take_log();
        if (log.find(cause) == std::string::npos) {
            throw CheckFailed{"the log does not name `" + std::string{cause} + "` but: " + log};
        }
    }
}

void check_no_child_is_left() {
    CHECK_EQUAL(::waitpid(-1, nullptr, WNOHANG | __WALL), -1);
    CHECK_EQUAL(errno, ECHILD);
}

} // namespace

static void a_missing_helper_denies() {
    const Stage stage;
    stage.remove_helper();
    check_denied_everywhere(stage, "No such file or directory");
    check_no_child_is_left();
}

static void a_helper_that_cannot_be_run_denies() {
    const Stage stage;
    CHECK_EQUAL(::chmod(stage.path("mfa_helper").c_str(), 0644), 0);
    check_denied_everywhere(stage, "Permission denied");
    check_no_child_is_left();
}

static void a_crashing_helper_denies() {
    const Stage stage;
    stage.helper_follows("receive\ncrash\n");
    check_denied_everywhere(stage, "protocol");
    check_no_child_is_left();
}

static void a_helper_that_ends_at_once_denies() {
    const Stage stage;
    stage.helper_follows("exit\n");
    // The request may or may not be sent before the channel is closed.
    check_denied_everywhere(stage, "pam_mfa_under_test");
}

static void garbage_denies() {
    const Stage stage;
    for (const char* packet : {"00", "4d464101", "4d4641016400ff00000080", "4d464102640000"}) {
        stage.helper_follows(std::string{"receive\nsend "} + packet + "\n");
        check_denied_everywhere(stage, "protocol");
    }
}

static void an_outcome_that_does_not_exist_denies() {
    const Stage stage;
    wire::Message none{MessageType::reply};
    stage.helper_answers({none});
    check_denied_everywhere(stage, "no outcome");
    for (const std::int64_t number : {-1LL, 2LL, 7LL, 1LL << 32}) {
        wire::Message unknown{MessageType::reply};
        unknown.add_number(Field::outcome, number);
        stage.helper_answers({unknown});
        check_denied_everywhere(stage, "unknown outcome");
    }
}

static void a_message_that_is_no_reply_denies() {
    const Stage stage;
    for (const MessageType type :
         {MessageType::item, MessageType::auth_begin, static_cast<MessageType>(999)}) {
        wire::Message message{type};
        message.add_number(Field::outcome, 0).add_number(Field::verdict, 1);
        stage.helper_answers({message});
        check_denied_everywhere(stage, "unexpected message");
    }
}

static void a_verdict_that_does_not_exist_denies() {
    const Stage stage;
    for (const Phase& phase : {phases[0], phases[1]}) {
        for (const std::int64_t number : {0LL, 7LL, -1LL, (1LL << 32) + 1}) {
            stage.helper_answers({ok().add_number(Field::verdict, number)});
            const Program program{stage};
            CHECK_EQUAL(phase.run(program.handle(), 0), phase.unavailable);
        }
        stage.helper_answers({ok()});
        const Program program{stage};
        CHECK_EQUAL(phase.run(program.handle(), 0), phase.unavailable);
    }
}

static void a_verdict_of_another_phase_denies() {
    const Stage stage;
    stage.helper_answers({verdict(Verdict::limited)});
    CHECK_EQUAL(pam_authenticate(Program{stage}.handle(), 0), PAM_AUTHINFO_UNAVAIL);
    for (const Verdict of_auth :
         {Verdict::ask_code, Verdict::offer_enroll, Verdict::without_factor}) {
        stage.helper_answers({verdict(of_auth)});
        CHECK_EQUAL(pam_acct_mgmt(Program{stage}.handle(), 0), PAM_PERM_DENIED);
    }
}

static void a_helper_that_dies_while_the_user_types_denies() {
    const Stage stage;
    Program program{stage};
    program.answers({"123456"});
    stage.helper_follows("receive\nsend " + Reply{verdict(Verdict::ask_code)}.hex + "\ncrash\n");
    CHECK_EQUAL(pam_authenticate(program.handle(), 0), PAM_AUTHINFO_UNAVAIL);
    check_no_child_is_left();
}

static void a_silent_helper_is_given_up_after_ten_seconds() {
    const Stage stage;
    Program program{stage};
    stage.helper_follows("receive\nhang\n");
    CHECK_EQUAL(pam_authenticate(program.handle(), 0), PAM_AUTHINFO_UNAVAIL);
    CHECK(take_log().find("timeout") != std::string::npos);
    CHECK_EQUAL(program.shown().size(), 1U);
    check_no_child_is_left();
}

static void no_variable_names_another_helper() {
    const Stage stage;
    stage.remove_helper();
    for (const char* name : {"MFA_HELPER_PATH", "MFA_HELPER", "PATH"}) {
        CHECK_EQUAL(::setenv(name, MFA_FAKE_HELPER, 1), 0);
    }
    check_denied_everywhere(stage, "./mfa_helper");
}

int main() {
    return mfa::test::run("integration/broken_helper",
                          {
                              TEST(a_missing_helper_denies),
                              TEST(a_helper_that_cannot_be_run_denies),
                              TEST(a_crashing_helper_denies),
                              TEST(a_helper_that_ends_at_once_denies),
                              TEST(garbage_denies),
                              TEST(an_outcome_that_does_not_exist_denies),
                              TEST(a_message_that_is_no_reply_denies),
                              TEST(a_verdict_that_does_not_exist_denies),
                              TEST(a_verdict_of_another_phase_denies),
                              TEST(a_helper_that_dies_while_the_user_types_denies),
                              TEST(a_silent_helper_is_given_up_after_ten_seconds),
                              TEST(no_variable_names_another_helper),
                          });
}
