#include "tests/support/cmocka_cpp.hpp"
#include "tests/unit/tool/run_tool.hpp"
#include "tests/unit/tool/tool_on_terminal.hpp"

#include <nlohmann/json.hpp>
#include <sys/stat.h>

using namespace mfa;
using namespace mfa::test;
using nlohmann::ordered_json;
using wire::Field;
using wire::Message;
using wire::MessageType;

namespace {

constexpr std::string_view key_in_groups = "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ";

tool::Settings settings_for(const FakeHelper& helper) {
    tool::Settings settings;
    settings.helper_path = helper.path();
    return settings;
}

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

Message wrong_code() {
    return failed_reply(wire::Outcome::wrong_code, "wrong_code", "these codes do not fit");
}

/// The modules of a picture whose every module is two blanks on white or black ground.
std::string modules_of_ground(std::string_view screen) {
    std::string modules;
    char ground = '?';
    while (!screen.empty()) {
        if (screen.starts_with("\x1b[0;107m")) {
            ground = '0';
            screen.remove_prefix(8);
        } else if (screen.starts_with("\x1b[0;40m")) {
            ground = '1';
            screen.remove_prefix(7);
        } else if (screen.starts_with("\x1b[0m")) {
            ground = '?';
            screen.remove_prefix(4);
        } else if (ground != '?' && screen.starts_with("  ")) {
            modules += ground;
            screen.remove_prefix(2);
        } else {
            screen.remove_prefix(1);
        }
    }
    return modules;
}

} // namespace

static void enroll_shows_the_key_then_the_picture_and_enables() {
    FakeHelper helper;
    helper.answer(created_reply());
    Message enabled = changed_reply("enabled", 0);
    enabled.add(Field::expires_at, "2026-11-23T18:00:00Z");
    helper.answer(enabled);
    tool::Settings settings = settings_for(helper);
    settings.utf8_locale = true;
    ToolOnTerminal terminal{settings, {"enroll"}};
    terminal.expect(key_in_groups);
    terminal.expect("Scan this");
    terminal.expect("\u2580"); // upper half block
    terminal.expect("Code from the app");
    terminal.type("287082\n");
    terminal.expect("The next code");
    terminal.type("081804\n");
    terminal.expect("alice is enabled");
    terminal.expect("lose the phone");
    terminal.expect("This session has MFA now, until 2026-11-23T18:00:00Z");
    CHECK_EQUAL(terminal.wait(), 0);
    const Message request = helper.request(1);
    CHECK(request.type() == MessageType::enable);
    CHECK_EQUAL(request.text(Field::device).value_or(""), "alice");
}

static void on_a_terminal_without_utf8_the_picture_is_drawn_with_grounds() {
    FakeHelper helper;
    helper.answer(created_reply());
    ToolOnTerminal terminal{settings_for(helper), {"enroll"}};
    terminal.expect("Code from the app");
    CHECK(!contains(terminal.screen(), "\u2588"));
    const std::string modules = modules_of_ground(terminal.screen());
    // 21 modules, 4 of quiet zone left and right, 2 above and below (engine/present).
    constexpr std::size_t width = 21 + 2 * 4;
    CHECK_EQUAL(modules.size(), width * (21 + 2 * 2));
    const std::string code = checkerboard(21);
    for (std::size_t row = 0; row < 21; ++row) {
        CHECK_EQUAL(modules.substr((row + 2) * width + 4, 21), code.substr(row * 21, 21));
    }
}

static void without_colours_the_picture_is_plain_text() {
    FakeHelper helper;
    helper.answer(created_reply());
    tool::Settings settings = settings_for(helper);
    settings.colors_wanted = false;
    ToolOnTerminal terminal{settings, {"enroll"}};
    terminal.expect("Code from the app");
    CHECK(contains(terminal.screen(), "##"));
    CHECK(!contains(terminal.screen(), "\x1b["));
}

static void a_picture_wider_than_the_terminal_is_left_out() {
    FakeHelper helper;
    helper.answer(created_reply());
    constexpr unsigned short narrow = 40;
    ToolOnTerminal terminal{settings_for(helper), {"enroll", "--qr", "ascii"}, narrow};
    terminal.expect("needs 58 columns and this terminal has 40");
    terminal.expect("Code from the app");
    CHECK(modules_of_ground(terminal.screen()).empty());
}

static void no_picture_is_drawn_where_none_is_wanted_or_nobody_looks() {
    FakeHelper helper;
    helper.answer(created_reply());
    helper.answer(created_reply());
    helper.answer(changed_reply("enabled", 0));
    ToolOnTerminal terminal{settings_for(helper), {"enroll", "--qr", "none"}};
    terminal.expect("Code from the app");
    CHECK(!contains(terminal.screen(), "Scan this"));
    const Ran ran = run_tool(helper, {"enroll"}, "287082\n081804\n");
    CHECK_EQUAL(ran.exit, 0);
    CHECK(contains(ran.err, key_in_groups));
    CHECK(!contains(ran.err, "Scan this"));
}

static void wrong_codes_are_asked_again_three_times_in_all() {
    FakeHelper helper;
    helper.answer(created_reply());
    for (int i = 0; i < 3; ++i) {
        helper.answer(wrong_code());
    }
    ToolOnTerminal terminal{settings_for(helper), {"enroll"}};
    for (int i = 0; i < 3; ++i) {
        terminal.expect("Code from the app");
        terminal.type("111111\n");
        terminal.expect("The next code");
        terminal.type("222222\n");
        terminal.expect("these codes do not fit");
    }
    CHECK_EQUAL(terminal.wait(), 4);
    CHECK_EQUAL(helper.requests(), 4);
    CHECK(contains(terminal.screen(), "is not enabled"));
    CHECK(contains(terminal.screen(), "mfa_tool enable --device alice"));
}

static void a_refusal_that_is_not_about_the_codes_is_not_asked_again() {
    FakeHelper helper;
    helper.answer(created_reply());
    Message reply = failed_reply(wire::Outcome::throttled, "throttled", "too many");
    reply.add_number(Field::retry_after_s, 30);
    helper.answer(reply);
    ToolOnTerminal terminal{settings_for(helper), {"enroll"}};
    terminal.expect("Code from the app");
    terminal.type("111111\n222222\n");
    CHECK_EQUAL(terminal.wait(), 5);
}

static void a_script_gets_one_try() {
    FakeHelper helper;
    helper.answer(created_reply());
    helper.answer(wrong_code());
    const Ran ran = run_tool(helper, {"enroll"}, "111111\n222222\n333333\n444444\n");
    CHECK_EQUAL(ran.exit, 4);
    CHECK_EQUAL(helper.requests(), 2);
}

static void ctrl_c_says_that_nothing_is_enabled_and_how_to_go_on() {
    FakeHelper helper;
    helper.answer(created_reply());
    ToolOnTerminal terminal{settings_for(helper), {"enroll"}};
    terminal.expect("Code from the app");
    terminal.type("287082\n");
    terminal.expect("The next code");
    terminal.type("\x03");
    CHECK_EQUAL(terminal.wait(), 130);
    CHECK(contains(terminal.screen(), "is not enabled"));
    CHECK(contains(terminal.screen(), "mfa_tool enroll"));
    CHECK_EQUAL(helper.requests(), 1);
}

static void a_script_gets_a_document_without_the_secret() {
    FakeHelper helper;
    helper.answer(created_reply());
    helper.answer(changed_reply("enabled", 30));
    const Ran ran = run_tool(helper, {"enroll", "--json"}, "287082\n081804\n");
    CHECK_EQUAL(ran.exit, 0);
    const auto document = ordered_json::parse(ran.out);
    CHECK_EQUAL(document["device"], "alice");
    CHECK_EQUAL(document["arn"], device_arn);
    CHECK_EQUAL(document["state"], "enabled");
    CHECK_EQUAL(document["drift_s"], 30);
    CHECK(!contains(ran.out, rfc_secret));
}

static void a_denied_creation_ends_before_any_question() {
    FakeHelper helper;
    Message reply = failed_reply(wire::Outcome::denied, "denied", "not authorized");
    reply.add(Field::action, "iam:CreateVirtualMFADevice").add(Field::resource, device_arn);
    helper.answer(reply);
    const Ran ran = run_tool(helper, {"enroll"}, "287082\n081804\n");
    CHECK_EQUAL(ran.exit, 3);
    CHECK_EQUAL(helper.requests(), 1);
}

static void the_picture_file_is_new_private_and_named() {
    const TempDir folder;
    FakeHelper helper;
    helper.answer(created_reply());
    helper.answer(changed_reply("enabled", 0));
    const std::string path = folder / "key.svg";
    const Ran ran = run_tool(helper, {"enroll", "--qr-file", path}, "287082\n081804\n");
    CHECK_EQUAL(ran.exit, 0);
    CHECK(contains(ran.err, path));
    struct stat status {};
    CHECK_EQUAL(::stat(path.c_str(), &status), 0);
    CHECK_EQUAL(status.st_mode & 07777U, 0600U);
    const Ran again = run_tool(helper, {"enroll", "--qr-file", path}, "287082\n081804\n");
    CHECK_EQUAL(again.exit, 1);
    CHECK(contains(again.err, "exists already"));
    CHECK_EQUAL(helper.requests(), 2); // refused before a device was made
}

static void a_picture_file_that_cannot_be_written_ends_the_enrolment() {
    FakeHelper helper;
    helper.answer(created_reply());
    const Ran ran = run_tool(helper, {"enroll", "--qr-file", "/nonexistent/key.png"});
    CHECK_EQUAL(ran.exit, 1);
    CHECK(contains(ran.err, "/nonexistent/key.png"));
}

int main() {
    return mfa::test::run("tool/enroll",
                          {
                              TEST(enroll_shows_the_key_then_the_picture_and_enables),
                              TEST(on_a_terminal_without_utf8_the_picture_is_drawn_with_grounds),
                              TEST(without_colours_the_picture_is_plain_text),
                              TEST(a_picture_wider_than_the_terminal_is_left_out),
                              TEST(no_picture_is_drawn_where_none_is_wanted_or_nobody_looks),
                              TEST(wrong_codes_are_asked_again_three_times_in_all),
                              TEST(a_refusal_that_is_not_about_the_codes_is_not_asked_again),
                              TEST(a_script_gets_one_try),
                              TEST(ctrl_c_says_that_nothing_is_enabled_and_how_to_go_on),
                              TEST(a_script_gets_a_document_without_the_secret),
                              TEST(a_denied_creation_ends_before_any_question),
                              TEST(the_picture_file_is_new_private_and_named),
                              TEST(a_picture_file_that_cannot_be_written_ends_the_enrolment),
                          });
}
