// A disabled user: no factor counts, no session opens, and nothing tells at the prompt.
#include "tests/unit/authority/admin_bench.hpp"

using namespace mfa;
using namespace mfa::test;
using namespace mfa::wire;
using namespace std::chrono_literals;

namespace {

using Bench = AdminBench;

constexpr auto denied = static_cast<std::int64_t>(Outcome::denied);

/// Everybody may come in without a factor.
constexpr const char* open_policy = R"({
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})";

Message login(MessageType type, std::string_view user) {
    Message request{type};
    request.add(Field::user, user).add(Field::service, "sshd");
    request.add_number(Field::can_enroll, 1);
    return request;
}

Verdict verdict(const Message& reply) {
    CHECK_EQUAL(Bench::outcome(reply), 0);
    return static_cast<Verdict>(reply.number(Field::verdict).value_or(0));
}

Message with_code(std::string_view code) {
    Message request{MessageType::auth_verify};
    request.add(Field::code, code);
    return request;
}

void set(Bench& bench, MessageType type, std::string_view user) {
    const auto reply = bench.adam(about(type, user));
    CHECK_EQUAL(Bench::outcome(reply), 0);
    CHECK_EQUAL(reply.number(Field::disabled).value(), type == MessageType::admin_disable ? 1 : 0);
}

void a_disabled_user_is_asked_as_always_and_no_code_is_right() {
    Bench bench;
    bench.enroll("alice", alice_uid, "alice");
    set(bench, MessageType::admin_disable, "alice");
    auto& helper = bench.front_end(root_uid, "door");
    CHECK(verdict(helper.handle(login(MessageType::auth_begin, "alice")).reply) ==
          Verdict::ask_code);
    const auto reply = helper.handle(with_code(bench.code("alice", alice_uid, 0))).reply;
    CHECK_EQUAL(Bench::error_code(reply), "wrong_code");
    CHECK_EQUAL(reply.text(Field::message).value(), "wrong code");
    CHECK(!reply.text(Field::ticket));
    CHECK(bench.log.has("event=user_disabled user=alice service=sshd"));
}

void a_disabled_user_without_a_device_is_offered_none() {
    Bench bench;
    set(bench, MessageType::admin_disable, "bob");
    auto& helper = bench.front_end(root_uid, "door");
    CHECK(verdict(helper.handle(login(MessageType::auth_begin, "bob")).reply) == Verdict::ask_code);
    CHECK_EQUAL(Bench::error_code(helper.handle(with_code("123456")).reply), "wrong_code");
}

void no_policy_lets_a_disabled_user_in() {
    Bench bench{open_policy};
    CHECK(verdict(bench.tool(root_uid, login(MessageType::auth_begin, "bob"), "door")) ==
          Verdict::not_needed);
    set(bench, MessageType::admin_disable, "bob");
    CHECK(verdict(bench.tool(root_uid, login(MessageType::auth_begin, "bob"), "door")) ==
          Verdict::ask_code);
    const auto account = bench.tool(root_uid, login(MessageType::account, "bob"), "door");
    CHECK(verdict(account) == Verdict::deny);
    CHECK(account.text(Field::message)->find("disabled") != std::string_view::npos);
    CHECK_EQUAL(
        Bench::outcome(bench.tool(root_uid, login(MessageType::session_open, "bob"), "door")),
        denied);
}

void a_factor_shown_before_does_not_count_after() {
    Bench bench;
    bench.enroll("alice", alice_uid, "alice");
    auto& helper = bench.front_end(root_uid, "door");
    CHECK(verdict(helper.handle(login(MessageType::auth_begin, "alice")).reply) ==
          Verdict::ask_code);
    const auto shown = helper.handle(with_code(bench.code("alice", alice_uid, 0))).reply;
    const std::string ticket{shown.text(Field::ticket).value()};
    set(bench, MessageType::admin_disable, "alice");
    for (const auto type : {MessageType::account, MessageType::session_open}) {
        Message request = login(type, "alice");
        request.add(Field::ticket, ticket);
        const auto reply = bench.tool(root_uid, std::move(request), "door");
        CHECK(Bench::outcome(reply) == denied || verdict(reply) == Verdict::deny);
    }
    CHECK_EQUAL(
        bench.tool(alice_uid, Message{MessageType::status}, "alice").number(Field::mfa).value(), 0);
}

void in_an_open_session_no_factor_can_be_shown() {
    Bench bench;
    bench.enroll("alice", alice_uid, "alice");
    set(bench, MessageType::admin_disable, "alice");
    const auto verify = bench.verify_as_alice();
    CHECK_EQUAL(Bench::outcome(verify), denied);
    CHECK(verify.text(Field::message)->find("disabled") != std::string_view::npos);
    set(bench, MessageType::admin_disable, "bob");
    CHECK_EQUAL(Bench::outcome(bench.tool(bob_uid, Message{MessageType::create}, "bob")), 0);
    Message enable{MessageType::enable};
    enable.add(Field::code, bench.code("bob", bob_uid, -1))
        .add(Field::code, bench.code("bob", bob_uid, 0));
    CHECK_EQUAL(Bench::outcome(bench.tool(bob_uid, std::move(enable), "bob")), denied);
}

void an_enabled_user_has_the_devices_of_before() {
    Bench bench;
    bench.enroll("alice", alice_uid, "alice");
    set(bench, MessageType::admin_disable, "alice");
    set(bench, MessageType::admin_enable, "alice");
    CHECK_EQUAL(Bench::outcome(bench.verify_as_alice()), 0);
    CHECK(bench.log.has("event=disable_user user=adam owner=alice"));
    CHECK(bench.log.has("event=enable_user user=adam owner=alice"));
    const auto again = bench.adam(about(MessageType::admin_enable, "alice"));
    CHECK_EQUAL(again.text(Field::state).value(), "unchanged");
}

void root_cannot_be_disabled() {
    Bench bench;
    const auto reply = bench.adam(about(MessageType::admin_disable, "root"));
    CHECK_EQUAL(Bench::error_code(reply), "invalid_input");
    CHECK(reply.text(Field::message)->find("cannot be disabled") != std::string_view::npos);
}

void roots_record_is_not_needed_where_the_policy_needs_no_factor() {
    Bench bench{open_policy};
    bench.store.records["root"] = "torn";
    bench.store.usages["root"] = "torn";
    CHECK(verdict(bench.tool(root_uid, login(MessageType::auth_begin, "root"), "door")) ==
          Verdict::not_needed);
    CHECK(verdict(bench.tool(root_uid, login(MessageType::account, "root"), "door")) ==
          Verdict::not_needed);
}

void whether_somebody_is_disabled_must_be_known() {
    Bench bench{open_policy};
    set(bench, MessageType::admin_disable, "bob");
    bench.store.records["bob"].back() ^= 1;
    for (const auto type :
         {MessageType::auth_begin, MessageType::account, MessageType::session_open}) {
        CHECK_EQUAL(Bench::error_code(bench.tool(root_uid, login(type, "bob"), "door")),
                    "unavailable");
    }
}

void disabling_and_enabling_are_asked_of_the_policy() {
    Bench bench;
    bench.enroll("bob", bob_uid, "bob");
    for (const auto type : {MessageType::admin_disable, MessageType::admin_enable}) {
        CHECK_EQUAL(Bench::outcome(bench.tool(bob_uid, about(type, "alice"), "bob")), denied);
        CHECK_EQUAL(Bench::outcome(bench.tool(root_uid, about(type, "alice"))), denied);
        CHECK_EQUAL(Bench::outcome(bench.helen(about(type, "alice"))), denied);
        CHECK_EQUAL(Bench::error_code(bench.adam(about(type, "mallory"))), "not_found");
    }
}

} // namespace

int main() {
    return mfa::test::run("authority/standing",
                          {
                              TEST(a_disabled_user_is_asked_as_always_and_no_code_is_right),
                              TEST(a_disabled_user_without_a_device_is_offered_none),
                              TEST(no_policy_lets_a_disabled_user_in),
                              TEST(a_factor_shown_before_does_not_count_after),
                              TEST(in_an_open_session_no_factor_can_be_shown),
                              TEST(an_enabled_user_has_the_devices_of_before),
                              TEST(root_cannot_be_disabled),
                              TEST(roots_record_is_not_needed_where_the_policy_needs_no_factor),
                              TEST(whether_somebody_is_disabled_must_be_known),
                              TEST(disabling_and_enabling_are_asked_of_the_policy),
                          });
}
