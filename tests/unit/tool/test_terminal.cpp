// Codes typed at a terminal: what is shown, and what state it is left in.
#include "tests/support/cmocka_cpp.hpp"
#include "tests/unit/tool/run_tool.hpp"
#include "tests/unit/tool/tool_on_terminal.hpp"

#include <csignal>

using namespace mfa;
using namespace mfa::test;
using wire::Field;
using wire::Message;

namespace {

constexpr std::string_view prompt = "Code from the app (not shown as you type): ";
constexpr std::string_view ctrl_c = "\x03";
constexpr std::string_view ctrl_d = "\x04";
constexpr std::string_view ctrl_z = "\x1a";

tool::Settings settings_for(const FakeHelper& helper) {
    tool::Settings settings;
    settings.helper_path = helper.path();
    return settings;
}

Message verified_reply() {
    Message reply = ok_reply();
    reply.add_number(Field::mfa, 1).add(Field::device, "alice");
    reply.add(Field::expires_at, "2026-11-23T18:00:00Z");
    return reply;
}

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

} // namespace

static void a_typed_code_is_sent_and_not_shown() {
    FakeHelper helper;
    helper.answer(verified_reply());
    ToolOnTerminal terminal{settings_for(helper), {"verify"}};
    terminal.expect(prompt);
    CHECK(!terminal.echoes());
    terminal.type("287082\n");
    terminal.expect("This session has MFA until");
    CHECK(terminal.echoes());
    CHECK_EQUAL(terminal.wait(), 0);
    CHECK(!contains(terminal.screen(), "287082"));
    CHECK_EQUAL(helper.request(0).text(Field::code).value_or(""), "287082");
}

static void an_empty_line_is_asked_again() {
    FakeHelper helper;
    helper.answer(verified_reply());
    ToolOnTerminal terminal{settings_for(helper), {"verify"}};
    terminal.expect(prompt);
    terminal.type("\n");
    terminal.expect(prompt);
    terminal.type("287 082\n");
    CHECK_EQUAL(terminal.wait(), 0);
    CHECK_EQUAL(helper.request(0).text(Field::code).value_or(""), "287082");
}

static void ctrl_c_ends_with_130_a_clean_line_and_the_terminal_as_it_was() {
    const FakeHelper helper;
    ToolOnTerminal terminal{settings_for(helper), {"verify"}};
    terminal.expect(prompt);
    terminal.type(std::string{"2870"} + std::string{ctrl_c});
    CHECK_EQUAL(terminal.wait(), 130);
    CHECK(contains(terminal.screen(), std::string{prompt} + "\r\n"));
    CHECK(!contains(terminal.screen(), "2870"));
    CHECK_EQUAL(helper.requests(), 0);
}

static void a_signal_that_ends_the_tool_leaves_echo_on() {
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
        const FakeHelper helper;
        ToolOnTerminal terminal{settings_for(helper), {"verify"}};
        terminal.expect(prompt);
        CHECK(!terminal.echoes());
        terminal.signal(number);
        terminal.expect("interrupted");
        CHECK(terminal.echoes());
        CHECK_EQUAL(terminal.wait(), 128 + number);
    }
}

static void a_stopped_tool_leaves_echo_on_and_asks_again() {
    FakeHelper helper;
    helper.answer(verified_reply());
    ToolOnTerminal terminal{settings_for(helper), {"verify"}};
    terminal.expect(prompt);
    terminal.type(ctrl_z);
    terminal.expect("[stopped, echo on]");
    terminal.expect(prompt);
    CHECK(!terminal.echoes());
    terminal.type("287082\n");
    CHECK_EQUAL(terminal.wait(), 0);
    CHECK_EQUAL(helper.request(0).text(Field::code).value_or(""), "287082");
}

static void the_end_of_input_ends_the_question() {
    const FakeHelper helper;
    ToolOnTerminal terminal{settings_for(helper), {"verify"}};
    terminal.expect(prompt);
    terminal.type(ctrl_d);
    CHECK_EQUAL(terminal.wait(), 1);
    CHECK_EQUAL(helper.requests(), 0);
}

static void a_line_too_long_for_a_code_is_refused_whole() {
    const FakeHelper helper;
    ToolOnTerminal terminal{settings_for(helper), {"verify"}};
    terminal.expect(prompt);
    terminal.type(std::string(1000, '7') + "\n");
    CHECK_EQUAL(terminal.wait(), 1);
    CHECK_EQUAL(helper.requests(), 0);
}

static void two_codes_pasted_at_once_are_both_taken() {
    FakeHelper helper;
    helper.answer(changed_reply("enabled", 0));
    ToolOnTerminal terminal{settings_for(helper), {"resync"}};
    terminal.expect(prompt);
    terminal.type("287082\n081804\n");
    CHECK_EQUAL(terminal.wait(), 0);
    CHECK(helper.request(0).texts(Field::code) ==
          (std::vector<std::string_view>{"287082", "081804"}));
}

static void the_same_code_again_is_asked_anew() {
    FakeHelper helper;
    helper.answer(changed_reply("enabled", 0));
    ToolOnTerminal terminal{settings_for(helper), {"resync"}};
    terminal.expect(prompt);
    terminal.type("287082\n");
    terminal.expect("once the app shows it: ");
    terminal.type("287082\n");
    terminal.expect("same code again");
    terminal.type("081804\n");
    CHECK_EQUAL(terminal.wait(), 0);
    CHECK(helper.request(0).texts(Field::code) ==
          (std::vector<std::string_view>{"287082", "081804"}));
}

static void colour_is_for_terminals_that_want_it() {
    FakeHelper helper;
    for (int i = 0; i < 3; ++i) {
        helper.answer(failed_reply(wire::Outcome::failed, "failed", "what happened"));
    }
    ToolOnTerminal colored{settings_for(helper), {"list"}};
    CHECK_EQUAL(colored.wait(), 1);
    CHECK(contains(colored.screen(), "\x1b["));
    tool::Settings plain = settings_for(helper);
    plain.colors_wanted = false;
    ToolOnTerminal without{plain, {"list"}};
    CHECK_EQUAL(without.wait(), 1);
    CHECK(!contains(without.screen(), "\x1b["));
    CHECK(!contains(run_tool(helper, {"list"}).err, "\x1b["));
}

int main() {
    return mfa::test::run("tool/terminal",
                          {
                              TEST(a_typed_code_is_sent_and_not_shown),
                              TEST(an_empty_line_is_asked_again),
                              TEST(ctrl_c_ends_with_130_a_clean_line_and_the_terminal_as_it_was),
                              TEST(a_signal_that_ends_the_tool_leaves_echo_on),
                              TEST(a_stopped_tool_leaves_echo_on_and_asks_again),
                              TEST(the_end_of_input_ends_the_question),
                              TEST(a_line_too_long_for_a_code_is_refused_whole),
                              TEST(two_codes_pasted_at_once_are_both_taken),
                              TEST(the_same_code_again_is_asked_anew),
                              TEST(colour_is_for_terminals_that_want_it),
                          });
}
