// Recovery codes, from the request that makes them to the session that one opens.
#include "tests/unit/authority/login_bench.hpp"

#include "engine/base/code_text.hpp"
#include "engine/device/recovery.hpp"

using namespace mfa;
using namespace mfa::test;

namespace {

constexpr auto denied = static_cast<std::int64_t>(Outcome::denied);
constexpr uid_t alice = 1000;
constexpr uid_t bob = 1001;

std::vector<std::string> texts_of(const Message& reply) {
    CHECK_EQUAL(Bench::outcome(reply), 0);
    std::vector<std::string> texts;
    for (const std::string_view text : reply.texts(Field::recovery_code)) {
        texts.emplace_back(text);
    }
    return texts;
}

/// Alice enrols in `audit-1`, which then has MFA, and makes codes there.
std::vector<std::string> made(Bench& bench) {
    bench.enroll("alice", alice, "audit-1");
    return texts_of(bench.tool(alice, Message{MessageType::recovery_codes}, "audit-1"));
}

Message shown_in(Bench& bench, const std::string& code, const char* session) {
    return bench.tool(alice, codes(MessageType::verify, {code}), session);
}

/// A login of alice up to the reply to her code.
Message logged_in(Bench& bench, const std::string& code) {
    auto& helper = bench.front_end(0);
    CHECK(verdict(helper.handle(login(MessageType::auth_begin)).reply) == Verdict::ask_code);
    return helper.handle(codes(MessageType::auth_verify, {code})).reply;
}

bool has_mfa(Bench& bench, const char* session) {
    const auto status = bench.tool(alice, Message{MessageType::status}, session);
    CHECK_EQUAL(Bench::outcome(status), 0);
    return status.number(Field::mfa).value_or(0) == 1;
}

std::int64_t left(Bench& bench) {
    return bench.tool(alice, Message{MessageType::status})
        .number(Field::recovery_codes_left)
        .value_or(-1);
}

void ten_codes_are_told_once_and_counted() {
    Bench bench;
    const auto texts = made(bench);
    CHECK_EQUAL(texts.size(), 10U);
    for (const auto& text : texts) {
        CHECK(is_recovery_code(text));
        CHECK(!bench.log.has(text));
    }
    CHECK_EQUAL(left(bench), 10);
    CHECK(bench.log.has("event=recovery_codes user=alice owner=alice"));
}

void without_mfa_nobody_makes_any_whatever_the_policy_says() {
    Bench bench;
    bench.enroll("alice", alice, "audit-1");
    const auto reply = bench.tool(alice, Message{MessageType::recovery_codes}, "audit-2");
    CHECK_EQUAL(Bench::outcome(reply), denied);
    CHECK_EQUAL(reply.text(Field::action).value_or(""), "host:CreateRecoveryCodes");
    CHECK_EQUAL(reply.text(Field::resource).value_or(""), "arn:aws:iam::000000000000:user/alice");

    Bench careless{R"({"Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})"};
    careless.enroll("alice", alice, "audit-1");
    const auto refused = careless.tool(alice, Message{MessageType::recovery_codes}, "audit-2");
    CHECK_EQUAL(Bench::outcome(refused), denied);
    CHECK_EQUAL(left(careless), 0);
}

void without_a_device_there_is_nothing_to_recover() {
    Bench bench{R"({"Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})"};
    const auto reply = bench.tool(alice, Message{MessageType::recovery_codes});
    CHECK_EQUAL(Bench::error_code(reply), "no_device");
}

void nobody_makes_anothers() {
    Bench bench;
    static_cast<void>(made(bench));
    bench.enroll("bob", bob, "audit-2");
    Message request{MessageType::recovery_codes};
    request.add(Field::user, "alice");
    CHECK_EQUAL(Bench::outcome(bench.tool(bob, std::move(request), "audit-2")), denied);
    CHECK_EQUAL(left(bench), 10);
}

void one_gives_a_running_session_mfa_and_says_how_many_are_left() {
    Bench bench;
    const auto texts = made(bench);
    const auto reply = shown_in(bench, texts[0], "audit-2");
    CHECK_EQUAL(Bench::outcome(reply), 0);
    CHECK_EQUAL(reply.text(Field::device).value_or(""), "recovery code");
    CHECK_EQUAL(reply.number(Field::recovery_codes_left).value_or(-1), 9);
    CHECK_EQUAL(reply.text(Field::notice).value_or(""),
                "You used a recovery code; 9 are left. Make new ones with `mfa_tool "
                "recovery-codes`.");
    CHECK(has_mfa(bench, "audit-2"));
    CHECK_EQUAL(left(bench), 9);
    const auto again = shown_in(bench, texts[0], "audit-3");
    CHECK_EQUAL(Bench::error_code(again), "used_code");
    CHECK_EQUAL(again.text(Field::message).value_or(""),
                "this recovery code was used already: take another one");
    CHECK(!has_mfa(bench, "audit-3"));
}

void the_last_ones_are_counted_in_words_that_fit() {
    Bench bench;
    const auto texts = made(bench);
    std::string notice;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto reply = shown_in(bench, texts[i], "audit-2");
        notice = reply.text(Field::notice).value_or("");
        CHECK(i != 8 || notice.starts_with("You used a recovery code; 1 is left."));
    }
    CHECK(notice.starts_with("You used a recovery code; none is left."));
}

void one_opens_a_login_and_the_log_says_so() {
    Bench bench;
    const auto texts = made(bench);
    const auto reply = logged_in(bench, texts[4]);
    CHECK_EQUAL(Bench::outcome(reply), 0);
    CHECK(reply.text(Field::notice).value_or("").starts_with("You used a recovery code; 9 are"));
    CHECK(bench.log.has("factor=\"recovery code\""));
    CHECK(account_with(bench, reply) == Verdict::not_needed);
    CHECK_EQUAL(opened_with(bench, reply), 0);
    CHECK(bench.log.has("event=session_open user=alice service=sshd rhost=192.0.2.1"));
    CHECK_EQUAL(Bench::error_code(logged_in(bench, texts[4])), "used_code");
}

void a_code_from_the_device_brings_no_notice() {
    Bench bench;
    static_cast<void>(made(bench));
    const auto reply = logged_in(bench, bench.code("alice", alice, 0));
    CHECK_EQUAL(Bench::outcome(reply), 0);
    CHECK(!reply.text(Field::notice));
    CHECK(!bench.log.has("recovery code\""));
}

void what_one_has_opened_ends_when_new_ones_are_made_but_not_where_they_are() {
    Bench bench;
    const auto texts = made(bench);
    CHECK_EQUAL(Bench::outcome(shown_in(bench, texts[0], "audit-2")), 0);
    CHECK_EQUAL(Bench::outcome(shown_in(bench, texts[1], "audit-3")), 0);
    const auto under_way = logged_in(bench, texts[2]);
    const auto fresh = texts_of(bench.tool(alice, Message{MessageType::recovery_codes}, "audit-2"));
    CHECK(has_mfa(bench, "audit-1")); // shown with the device
    CHECK(has_mfa(bench, "audit-2"));
    CHECK(!has_mfa(bench, "audit-3"));
    CHECK(account_with(bench, under_way) == Verdict::deny);
    CHECK(bench.log.has("event=factor_void user=alice device=\"recovery code\""));
    CHECK_EQUAL(Bench::outcome(shown_in(bench, texts[3], "audit-3")),
                static_cast<std::int64_t>(Outcome::wrong_code));
    CHECK_EQUAL(Bench::outcome(shown_in(bench, fresh[0], "audit-3")), 0);
    // What the old list's successor stands for ends with the next one in the same way.
    static_cast<void>(texts_of(bench.tool(alice, Message{MessageType::recovery_codes}, "audit-1")));
    CHECK(!has_mfa(bench, "audit-2"));
}

void what_one_has_opened_ends_with_the_last_device() {
    for (const auto change : {MessageType::deactivate, MessageType::remove}) {
        Bench bench;
        const auto texts = made(bench);
        CHECK_EQUAL(Bench::outcome(shown_in(bench, texts[0], "audit-2")), 0);
        const auto under_way = logged_in(bench, texts[1]);
        CHECK_EQUAL(Bench::outcome(bench.tool(alice, Message{change}, "audit-2")), 0);
        CHECK(!has_mfa(bench, "audit-2"));
        CHECK(account_with(bench, under_way) == Verdict::deny);
        CHECK_EQUAL(Bench::error_code(shown_in(bench, texts[2], "audit-2")), "no_device");
    }
}

void what_one_has_opened_stays_while_another_device_is_enabled() {
    Bench bench;
    const auto texts = made(bench);
    Message create{MessageType::create};
    create.add(Field::device, "alice/tablet");
    CHECK_EQUAL(Bench::outcome(bench.tool(alice, std::move(create), "audit-1")), 0);
    Message enable = codes(MessageType::enable, {bench.code("alice", alice, -1, "alice/tablet"),
                                                 bench.code("alice", alice, 0, "alice/tablet")});
    enable.add(Field::device, "alice/tablet");
    CHECK_EQUAL(Bench::outcome(bench.tool(alice, std::move(enable), "audit-1")), 0);
    CHECK_EQUAL(Bench::outcome(shown_in(bench, texts[0], "audit-2")), 0);
    Message remove{MessageType::remove};
    remove.add(Field::device, "alice");
    CHECK_EQUAL(Bench::outcome(bench.tool(alice, std::move(remove), "audit-2")), 0);
    CHECK(has_mfa(bench, "audit-2"));
}

void an_unknown_user_has_no_right_one() {
    Bench bench;
    const auto texts = made(bench);
    auto& helper = bench.front_end(0);
    CHECK(verdict(helper.handle(login(MessageType::auth_begin, "mallory")).reply) ==
          Verdict::ask_code);
    const auto reply = helper.handle(codes(MessageType::auth_verify, {texts[0]})).reply;
    CHECK_EQUAL(Bench::error_code(reply), "wrong_code");
    CHECK_EQUAL(left(bench), 10);
}

} // namespace

int main() {
    return mfa::test::run(
        "authority/recovery_requests",
        {
            TEST(ten_codes_are_told_once_and_counted),
            TEST(without_mfa_nobody_makes_any_whatever_the_policy_says),
            TEST(without_a_device_there_is_nothing_to_recover),
            TEST(nobody_makes_anothers),
            TEST(one_gives_a_running_session_mfa_and_says_how_many_are_left),
            TEST(the_last_ones_are_counted_in_words_that_fit),
            TEST(one_opens_a_login_and_the_log_says_so),
            TEST(a_code_from_the_device_brings_no_notice),
            TEST(what_one_has_opened_ends_when_new_ones_are_made_but_not_where_they_are),
            TEST(what_one_has_opened_ends_with_the_last_device),
            TEST(what_one_has_opened_stays_while_another_device_is_enabled),
            TEST(an_unknown_user_has_no_right_one),
        });
}
