#include "tests/integration/stage.hpp"
#include "tests/support/cmocka_cpp.hpp"

#include <algorithm>

using namespace mfa;
using namespace mfa::test;
using wire::Field;
using wire::MessageType;
using wire::Outcome;
using wire::Verdict;

namespace {

/// 21 modules on a side, no code that scans: unit tests of the picture have those.
std::string modules() {
    std::string text(21UL * 21, '0');
    for (std::size_t i = 0; i < text.size(); i += 2) {
        text[i] = '1';
    }
    return text;
}

wire::Message device() {
    wire::Message reply = ok();
    reply.add(Field::device, "alice")
        .add(Field::secret, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
        .add(Field::uri, "otpauth://totp/examplehost:alice?secret="
                         "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=examplehost")
        .add_number(Field::qr_size, 21)
        .add(Field::qr_modules, modules());
    return reply;
}

const Reply wrong{refused(Outcome::wrong_code, "wrong_code")};
const Reply same{refused(Outcome::wrong_code, "same_code")};

/// Answers of a helper that offers enrolment and then, to each pair of codes, says one of `finish`.
std::vector<Reply> offered(std::initializer_list<Reply> finish) {
    std::vector<Reply> replies{verdict(Verdict::offer_enroll), device()};
    replies.insert(replies.end(), finish);
    return replies;
}

int authenticate(const Program& program) {
    return pam_authenticate(program.handle(), 0);
}

/// How many lines are shown from one prompt to the end of the next; what a terminal must hold.
std::size_t most_lines_at_once(const Program& program) {
    std::size_t most = 0;
    std::size_t lines = 0;
    for (const auto& shown : program.shown()) {
        lines +=
            1 + static_cast<std::size_t>(std::count(shown.text.begin(), shown.text.end(), '\n'));
        if (shown.style == PAM_PROMPT_ECHO_ON || shown.style == PAM_PROMPT_ECHO_OFF) {
            most = std::max(most, lines);
            lines = 0;
        }
    }
    return most;
}

} // namespace

static void a_user_without_device_is_led_through_enrolment_and_is_in() {
    const Stage stage;
    Program program{stage};
    program.answers({"b", "123456", "654321"});
    stage.helper_answers(offered({ok().add(Field::ticket, "aabb")}));
    CHECK_EQUAL(authenticate(program), PAM_SUCCESS);
    const auto requests = stage.requests();
    CHECK_EQUAL(requests.size(), 3U);
    CHECK(requests[1].type() == MessageType::auth_enroll_start);
    CHECK(requests[2].type() == MessageType::auth_enroll_finish);
    const auto codes = requests[2].texts(Field::code);
    CHECK_EQUAL(codes.size(), 2U);
    CHECK_EQUAL(codes[0], "123456");
    CHECK_EQUAL(codes[1], "654321");
    CHECK(program.answers_were_wiped());

    stage.helper_answers({verdict(Verdict::not_needed)});
    CHECK_EQUAL(pam_acct_mgmt(program.handle(), 0), PAM_SUCCESS);
    CHECK_EQUAL(stage.requests().at(0).text(Field::ticket).value(), "aabb");
}

static void the_key_comes_first_then_the_choice_then_the_picture_then_the_codes() {
    const Stage stage;
    Program program{stage};
    program.answers({"b", "123456", "654321"});
    stage.helper_answers(offered({ok()}));
    CHECK_EQUAL(authenticate(program), PAM_SUCCESS);
    const std::string screen = program.screen();
    std::size_t at = 0;
    for (const char* part : {"alice", "examplehost", "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ",
                             "SHA1", "6 digits", "30 s", "Picture", "\u2588", "Code in the app",
                             "another code", "Next code", "lose the phone"}) {
        const std::size_t found = screen.find(part, at);
        if (found == std::string::npos) {
            throw CheckFailed{std::string{part} + " is missing or too early in:\n" + screen};
        }
        at = found;
    }
    CHECK(most_lines_at_once(program) <= 24);
}

static void the_picture_starts_on_a_line_of_its_own() {
    const Stage stage;
    Program program{stage};
    program.answers({"b", "123456", "654321"});
    stage.helper_answers(offered({ok()}));
    CHECK_EQUAL(authenticate(program), PAM_SUCCESS);
    const auto& shown = program.shown();
    const auto picture = std::find_if(shown.begin(), shown.end(), [](const auto& message) {
        return message.text.find("\u2588") != std::string::npos;
    });
    CHECK(picture != shown.end());
    const std::string first_line = picture->text.substr(0, picture->text.find('\n'));
    CHECK(!first_line.empty());
    CHECK(first_line.find("\u2588") == std::string::npos);
}

static void the_plain_picture_is_seven_bit_and_none_is_none() {
    const Stage stage;
    for (const auto& [key, drawn] : {std::pair{"a", true}, std::pair{"n", false}}) {
        Program program{stage};
        program.answers({key, "123456", "654321"});
        stage.helper_answers(offered({ok()}));
        CHECK_EQUAL(authenticate(program), PAM_SUCCESS);
        const std::string screen = program.screen();
        CHECK(std::all_of(screen.begin(), screen.end(),
                          [](char c) { return (c >= ' ' && c <= '~') || c == '\n'; }));
        CHECK_EQUAL(program.was_shown("####"), drawn);
    }
}

static void the_picture_can_be_drawn_again_in_another_way() {
    const Stage stage;
    Program program{stage};
    program.answers({"what?", "", "a", "i", "123456", "654321"});
    stage.helper_answers(offered({ok()}));
    CHECK_EQUAL(authenticate(program), PAM_SUCCESS);
    CHECK(program.was_shown("\u2588"));
    CHECK(program.was_shown("####"));
    CHECK_EQUAL(stage.requests().at(2).texts(Field::code).at(0), "123456");
}

static void the_same_code_twice_is_told_to_wait_and_only_the_second_is_asked_again() {
    const Stage stage;
    Program program{stage};
    program.answers({"n", "123456", "123456", "654321"});
    stage.helper_answers(offered({same, ok()}));
    CHECK_EQUAL(authenticate(program), PAM_SUCCESS);
    CHECK(program.was_shown("Wait until the app shows the next one"));
    const auto requests = stage.requests();
    const auto codes = requests.at(3).texts(Field::code);
    CHECK_EQUAL(codes.at(0), "123456");
    CHECK_EQUAL(codes.at(1), "654321");
}

static void wrong_codes_may_be_tried_three_times() {
    const Stage stage;
    Program program{stage};
    program.answers({"n", "111111", "222222", "333333", "444444", "555555", "666666", "777777"});
    stage.helper_answers(offered({wrong, wrong, ok()}));
    CHECK_EQUAL(authenticate(program), PAM_SUCCESS);
    CHECK(program.was_shown("do not fit"));

    Program hopeless{stage};
    hopeless.answers({"n", "100001", "100002", "100003", "100004", "100005", "100006", "100007"});
    stage.helper_answers(offered({wrong, wrong, wrong, ok()}));
    CHECK_EQUAL(authenticate(hopeless), PAM_AUTH_ERR);
    CHECK_EQUAL(stage.requests().size(), 5U);
}

static void an_answer_that_is_no_code_is_asked_again_and_goes_nowhere() {
    const Stage stage;
    Program program{stage};
    program.answers({"n", "my password", "123456", "", "12345", "654321"});
    stage.helper_answers(offered({ok()}));
    CHECK_EQUAL(authenticate(program), PAM_SUCCESS);
    CHECK(program.was_shown("That is no code"));
    const auto requests = stage.requests();
    CHECK_EQUAL(requests.size(), 3U);
    const auto codes = requests.at(2).texts(Field::code);
    CHECK_EQUAL(codes.at(0), "123456");
    CHECK_EQUAL(codes.at(1), "654321");
}

static void an_endless_talk_is_ended() {
    const Stage stage;
    Program program{stage};
    std::string many = "receive\nsend " + Reply{verdict(Verdict::offer_enroll)}.hex +
                       "\nreceive\nsend " + Reply{device()}.hex + "\n";
    for (int i = 0; i < 100; ++i) {
        many += "receive\nsend " + same.hex + "\n";
    }
    stage.helper_follows(many);
    program.at_prompt = [&] { program.answers({"123456"}); };
    program.answers({"n"});
    program.at_prompt = [&, first = true]() mutable {
        program.answers({first ? "n" : "123456"});
        first = false;
    };
    CHECK_EQUAL(authenticate(program), PAM_AUTH_ERR);
    CHECK(program.prompts() < 50);
}

static wire::Message switched_off() {
    wire::Message reply = ok();
    reply.add(Field::device, "alice").add(Field::state, "switched_off");
    reply.add_number(Field::digits, 6).add_number(Field::period_s, 45);
    return reply;
}

static void a_device_that_is_switched_off_takes_two_codes_and_shows_no_key() {
    const Stage stage;
    Program program{stage};
    program.answers({"b", "123456", "654321"});
    stage.helper_answers(
        {verdict(Verdict::offer_enroll), switched_off(), ok().add(Field::ticket, "aabb")});
    CHECK_EQUAL(authenticate(program), PAM_SUCCESS);
    CHECK(program.was_shown("Your device is switched off. To switch it on again, type two codes"));
    CHECK(program.was_shown("up to 45 s"));
    CHECK(program.was_shown("switched on again"));
    for (const char* part : {"Key", "Picture", "\u2588", "##"}) {
        CHECK(!program.was_shown(part));
    }
    const auto requests = stage.requests();
    const auto codes = requests.at(2).texts(Field::code);
    CHECK_EQUAL(codes.at(0), "123456");
    CHECK_EQUAL(codes.at(1), "654321");
}

static void a_device_that_stays_switched_off_is_said_so() {
    const Stage stage;
    Program program{stage};
    program.answers({"111111", "222222", "333333", "444444", "555555", "666666"});
    stage.helper_answers({verdict(Verdict::offer_enroll), switched_off(), wrong, wrong, wrong});
    CHECK_EQUAL(authenticate(program), PAM_AUTH_ERR);
    CHECK(program.was_shown("still switched off"));
}

static void throttling_ends_an_enrolment() {
    const Stage stage;
    Program program{stage};
    program.answers({"n", "111111", "222222"});
    stage.helper_answers(
        offered({refused(Outcome::throttled, "throttled").add_number(Field::retry_after_s, 60)}));
    CHECK_EQUAL(authenticate(program), PAM_MAXTRIES);
    CHECK(program.was_shown("try again in 60 s"));
}

static void a_connection_cut_anywhere_is_a_failure() {
    const Stage stage;
    for (std::size_t answered = 0; answered < 3; ++answered) {
        Program program{stage};
        switch (answered) {
        case 0:
            break;
        case 1:
            program.answers({"b"});
            break;
        default:
            program.answers({"b", "123456"});
        }
        stage.helper_answers(offered({ok()}));
        CHECK_EQUAL(authenticate(program), PAM_AUTH_ERR);
        CHECK_EQUAL(stage.requests().size(), 2U);
    }
}

static void a_refused_start_ends_with_its_reason() {
    const Stage stage;
    Program program{stage};
    stage.helper_answers({verdict(Verdict::offer_enroll),
                          refused(Outcome::denied, "denied", "No more devices here.")});
    CHECK_EQUAL(authenticate(program), PAM_AUTH_ERR);
    CHECK(program.was_shown("No more devices here."));
}

static void a_device_without_key_uri_or_picture_is_nonsense() {
    const Stage stage;
    const auto check_nonsense = [&](const wire::Message& reply) {
        Program program{stage};
        program.answers({"b", "123456", "654321"});
        stage.helper_answers({verdict(Verdict::offer_enroll), reply, ok()});
        CHECK_EQUAL(authenticate(program), PAM_AUTHINFO_UNAVAIL);
        CHECK_EQUAL(program.prompts(), 0U);
    };
    const auto partial = [](bool key, const char* uri, std::int64_t size) {
        wire::Message reply = ok();
        if (key) {
            reply.add(Field::secret, "GEZDGNBV");
        }
        reply.add(Field::uri, uri);
        reply.add_number(Field::qr_size, size).add(Field::qr_modules, modules());
        return reply;
    };
    constexpr const char* uri = "otpauth://totp/alice?secret=GEZDGNBV";
    check_nonsense(ok());
    check_nonsense(partial(false, uri, 21));
    check_nonsense(partial(true, "otpauth://totp/", 21));
    check_nonsense(partial(true, uri, 22));
    check_nonsense(partial(true, uri, -21));
}

int main() {
    return mfa::test::run(
        "integration/enroll",
        {
            TEST(a_user_without_device_is_led_through_enrolment_and_is_in),
            TEST(the_key_comes_first_then_the_choice_then_the_picture_then_the_codes),
            TEST(the_picture_starts_on_a_line_of_its_own),
            TEST(the_plain_picture_is_seven_bit_and_none_is_none),
            TEST(the_picture_can_be_drawn_again_in_another_way),
            TEST(the_same_code_twice_is_told_to_wait_and_only_the_second_is_asked_again),
            TEST(wrong_codes_may_be_tried_three_times),
            TEST(an_answer_that_is_no_code_is_asked_again_and_goes_nowhere),
            TEST(an_endless_talk_is_ended),
            TEST(a_device_that_is_switched_off_takes_two_codes_and_shows_no_key),
            TEST(a_device_that_stays_switched_off_is_said_so),
            TEST(throttling_ends_an_enrolment),
            TEST(a_connection_cut_anywhere_is_a_failure),
            TEST(a_refused_start_ends_with_its_reason),
            TEST(a_device_without_key_uri_or_picture_is_nonsense),
        });
}
