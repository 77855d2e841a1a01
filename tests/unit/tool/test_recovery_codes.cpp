// `mfa_tool recovery-codes`, and verify with one.
#include "tests/support/cmocka_cpp.hpp"
#include "tests/unit/tool/run_tool.hpp"
#include "tests/unit/tool/tool_on_terminal.hpp"

#include <nlohmann/json.hpp>

using namespace mfa;
using namespace mfa::test;
using nlohmann::ordered_json;
using wire::Field;
using wire::Message;
using wire::MessageType;

namespace {

/// Worked out by hand in tests/unit/base/test_code_text.cpp.
Message codes_reply() {
    Message reply = ok_reply();
    reply.add(Field::recovery_code, "3G9230VQVSW0")
        .add(Field::recovery_code, "000000000101")
        .add(Field::recovery_code, "00000000ZX00");
    return reply;
}

Message status_with(std::int64_t left) {
    Message reply = ok_reply();
    reply.add(Field::user, "alice").add_number(Field::uid, 1000).add(Field::arn, alice_arn);
    reply.add(Field::state, "full").add_number(Field::recovery_codes_left, left);
    return reply;
}

tool::Settings settings_for(const FakeHelper& helper) {
    tool::Settings settings;
    settings.helper_path = helper.path();
    return settings;
}

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

constexpr std::string_view question = "recovery codes are not used yet and will be void. "
                                      "Make new ones? [y/N] ";

} // namespace

static void a_person_gets_one_code_on_each_line_and_what_to_do_with_them() {
    FakeHelper helper;
    helper.answer(codes_reply());
    const Ran ran = run_tool(helper, {"recovery-codes"});
    CHECK_EQUAL(ran.exit, 0);
    CHECK_EQUAL(ran.out, "3G92-30VQ-VSW0\n0000-0000-0101\n0000-0000-ZX00\n");
    CHECK(contains(ran.err, "not shown again"));
    CHECK(contains(ran.err, "print them or store them"));
    CHECK(contains(ran.err, "made before are void"));
    CHECK(helper.request(0).type() == MessageType::recovery_codes);
}

static void a_script_gets_one_document() {
    FakeHelper helper;
    helper.answer(codes_reply());
    const Ran ran = run_tool(helper, {"recovery-codes", "--json", "--user", "bob"});
    CHECK_EQUAL(ran.exit, 0);
    CHECK_EQUAL(ran.err, "");
    CHECK_EQUAL(
        ordered_json::parse(ran.out),
        (ordered_json{{"recovery_codes", {"3G92-30VQ-VSW0", "0000-0000-0101", "0000-0000-ZX00"}}}));
    CHECK_EQUAL(helper.request(0).text(Field::user).value_or(""), "bob");
}

static void on_a_terminal_codes_that_are_not_used_are_not_voided_without_a_yes() {
    for (const std::string_view no : {"\n", "n\n", "yess\n", "\x04"}) {
        FakeHelper helper;
        helper.answer(status_with(7));
        ToolOnTerminal terminal{settings_for(helper), {"recovery-codes"}};
        terminal.expect("7 ");
        terminal.expect(question);
        terminal.type(no);
        CHECK_EQUAL(terminal.wait(), 1);
        CHECK_EQUAL(helper.requests(), 1);
        CHECK(contains(terminal.screen(), "the recovery codes that you have stay good"));
    }
}

static void on_a_terminal_a_yes_makes_new_ones() {
    for (const std::string_view yes : {"y\n", "YES\n"}) {
        FakeHelper helper;
        helper.answer(status_with(7));
        helper.answer(codes_reply());
        ToolOnTerminal terminal{settings_for(helper), {"recovery-codes"}};
        terminal.expect(question);
        terminal.type(yes);
        terminal.expect("3G92-30VQ-VSW0\r\n");
        CHECK_EQUAL(terminal.wait(), 0);
        CHECK(helper.request(1).type() == MessageType::recovery_codes);
    }
}

static void nobody_is_asked_where_nothing_is_lost() {
    FakeHelper helper;
    helper.answer(status_with(0));
    helper.answer(codes_reply());
    ToolOnTerminal none_left{settings_for(helper), {"recovery-codes"}};
    CHECK_EQUAL(none_left.wait(), 0);

    FakeHelper other;
    other.answer(codes_reply());
    ToolOnTerminal told{settings_for(other), {"recovery-codes", "--yes"}};
    CHECK_EQUAL(told.wait(), 0);
    CHECK_EQUAL(other.requests(), 1);
}

static void an_answer_without_codes_or_with_others_is_nonsense() {
    FakeHelper helper;
    helper.answer(ok_reply());
    CHECK_EQUAL(run_tool(helper, {"recovery-codes"}).exit, 6);
    for (const std::string_view text : {"3G9230VQVSW1", "\"\n", "12345678"}) {
        Message reply = ok_reply();
        reply.add(Field::recovery_code, text);
        helper.answer(reply);
        const Ran ran = run_tool(helper, {"recovery-codes"});
        CHECK(ran.exit != 0);
        CHECK_EQUAL(ran.out, "");
    }
}

static void a_refusal_says_why() {
    FakeHelper helper;
    Message reply = failed_reply(wire::Outcome::denied, "denied",
                                 "not authorized to perform host:CreateRecoveryCodes on x: no MFA");
    helper.answer(reply);
    const Ran ran = run_tool(helper, {"recovery-codes"});
    CHECK_EQUAL(ran.exit, 3);
    CHECK(contains(ran.err, "not authorized to perform host:CreateRecoveryCodes"));
}

static void verify_takes_one_and_says_how_many_are_left() {
    FakeHelper helper;
    Message reply = ok_reply();
    reply.add_number(Field::mfa, 1).add(Field::device, "recovery code");
    reply.add(Field::expires_at, "2026-11-23T18:00:00Z").add_number(Field::recovery_codes_left, 9);
    reply.add(Field::notice, "You used a recovery code; 9 are left.");
    helper.answer(reply);
    const Ran ran = run_tool(helper, {"verify"}, "3g92 30vq vswO\n");
    CHECK_EQUAL(ran.exit, 0);
    CHECK_EQUAL(helper.request(0).text(Field::code).value_or(""), "3G9230VQVSW0");
    CHECK(contains(ran.out, "shown with a recovery code.\n"));
    CHECK(contains(ran.err, "You used a recovery code; 9 are left."));
}

static void a_mistyped_one_is_asked_for_again() {
    FakeHelper helper;
    helper.answer(failed_reply(wire::Outcome::wrong_code, "wrong_code", "wrong"));
    ToolOnTerminal terminal{settings_for(helper), {"verify"}};
    terminal.expect("Code from the app");
    terminal.type("3G92-30VQ-VSW1\n");
    terminal.expect("That is no code");
    terminal.expect("look for a typo");
    terminal.expect("Code from the app");
    terminal.type("3G92-30VQ-VSW0\n");
    CHECK_EQUAL(terminal.wait(), 4);
    CHECK_EQUAL(helper.requests(), 1);
    CHECK(!contains(terminal.screen(), "VSW"));
}

int main() {
    return mfa::test::run(
        "tool/recovery_codes",
        {
            TEST(a_person_gets_one_code_on_each_line_and_what_to_do_with_them),
            TEST(a_script_gets_one_document),
            TEST(on_a_terminal_codes_that_are_not_used_are_not_voided_without_a_yes),
            TEST(on_a_terminal_a_yes_makes_new_ones),
            TEST(nobody_is_asked_where_nothing_is_lost),
            TEST(an_answer_without_codes_or_with_others_is_nonsense),
            TEST(a_refusal_says_why),
            TEST(verify_takes_one_and_says_how_many_are_left),
            TEST(a_mistyped_one_is_asked_for_again),
        });
}
