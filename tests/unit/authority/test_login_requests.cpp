// What docs/helper-protocol.md says of the PAM module's requests: codes, enrolments, tickets.
#include "tests/unit/authority/login_bench.hpp"

using namespace mfa;
using namespace mfa::test;

namespace {

void a_user_without_a_device_is_offered_enrolment_and_is_in() {
    Bench bench;
    auto& helper = bench.front_end(0);
    CHECK(verdict(helper.handle(login(MessageType::auth_begin)).reply) == Verdict::offer_enroll);
    const auto secret = helper.handle(Message{MessageType::auth_enroll_start}).reply;
    CHECK_EQUAL(secret.text(Field::device).value(), "alice");
    CHECK_EQUAL(secret.text(Field::secret)->size(), 32U);
    const auto proved =
        helper
            .handle(codes(MessageType::auth_enroll_finish,
                          {bench.code("alice", 1000, -1), bench.code("alice", 1000, 0)}))
            .reply;
    CHECK_EQUAL(Bench::outcome(proved), 0);
    CHECK(account_with(bench, proved) == Verdict::not_needed);
    CHECK_EQUAL(opened_with(bench, proved), 0);
    CHECK(bench.log.has("event=enable user=alice owner=alice device=alice"));
}

void a_device_proved_in_auth_is_enabled_only_when_the_whole_stack_succeeded() {
    Bench bench;
    proved(bench);
    // The password was wrong: account never comes. The next login enrols anew.
    CHECK(verdict(bench.front_end(0).handle(login(MessageType::auth_begin)).reply) ==
          Verdict::offer_enroll);
}

/// alice with a device that she has deactivated.
std::uint32_t switched_off(Bench& bench) {
    bench.enroll("alice", 1000, "audit-1");
    CHECK_EQUAL(Bench::outcome(bench.tool(1000, Message{MessageType::deactivate}, "audit-1")), 0);
    return CHECK_OK(device::Account::open(bench.store, bench.sealer, {"alice", 1000}))
        .find("alice")
        ->id;
}

void a_device_that_is_switched_off_is_switched_on_again_by_two_codes_of_it() {
    Bench bench;
    const auto id = switched_off(bench);
    auto& helper = bench.front_end(0);
    CHECK(verdict(helper.handle(login(MessageType::auth_begin)).reply) == Verdict::offer_enroll);
    const auto started = helper.handle(Message{MessageType::auth_enroll_start}).reply;
    CHECK_EQUAL(Bench::outcome(started), 0);
    CHECK_EQUAL(started.text(Field::state).value(), "switched_off");
    CHECK_EQUAL(started.number(Field::period_s).value(), 30);
    CHECK(!started.text(Field::secret) && !started.text(Field::uri));
    const auto proved =
        helper
            .handle(codes(MessageType::auth_enroll_finish,
                          {bench.code("alice", 1000, 0), bench.code("alice", 1000, 1)}))
            .reply;
    CHECK_EQUAL(Bench::outcome(proved), 0);
    const auto account = [&] {
        return CHECK_OK(device::Account::open(bench.store, bench.sealer, {"alice", 1000}));
    };
    CHECK(!account().has_enabled_device());
    CHECK(account_with(bench, proved) == Verdict::not_needed);
    CHECK(account().has_enabled_device());
    CHECK_EQUAL(account().find("alice")->id, id);
}

void a_login_that_was_to_switch_on_makes_no_device() {
    // Only creating was not asked about; the device goes in the meantime.
    Bench bench;
    switched_off(bench);
    auto& helper = bench.front_end(0);
    static_cast<void>(helper.handle(login(MessageType::auth_begin)));
    {
        auto account = CHECK_OK(device::Account::open(bench.store, bench.sealer, {"alice", 1000}));
        CHECK(CHECK_OK(device::remove(account, "alice")) == device::Refusal::none);
    }
    const auto started = helper.handle(Message{MessageType::auth_enroll_start}).reply;
    CHECK_EQUAL(Bench::outcome(started), static_cast<std::int64_t>(Outcome::failed));
    CHECK(CHECK_OK(device::Account::open(bench.store, bench.sealer, {"alice", 1000}))
              .devices()
              .empty());
}

void a_good_code_opens_and_its_ticket_is_good_once() {
    Bench bench;
    bench.enroll("alice", 1000);
    const auto reply = verified(bench);
    CHECK(account_with(bench, reply) == Verdict::not_needed);
    CHECK_EQUAL(opened_with(bench, reply), 0);
    CHECK_EQUAL(opened_with(bench, reply), static_cast<std::int64_t>(Outcome::unavailable));
}

void a_ticket_of_another_user_or_service_opens_nothing() {
    Bench bench;
    bench.enroll("alice", 1000);
    const auto reply = verified(bench);
    for (const auto& [user, service] : {std::pair{"bob", "sshd"}, std::pair{"alice", "login"}}) {
        const auto answer =
            bench.front_end(0)
                .handle(with_ticket(login(MessageType::account, user, service), reply))
                .reply;
        CHECK_EQUAL(Bench::outcome(answer), static_cast<std::int64_t>(Outcome::unavailable));
    }
}

/// A login of alice with a code that has come as far as auth, and then `change` of her device.
Message verified_before(Bench& bench, MessageType change) {
    bench.enroll("alice", 1000, "audit-1");
    auto reply = verified(bench);
    CHECK_EQUAL(Bench::outcome(bench.tool(1000, Message{change}, "audit-1")), 0);
    return reply;
}

void a_ticket_ends_with_its_device() {
    for (const auto change : {MessageType::deactivate, MessageType::remove}) {
        Bench bench;
        const auto reply = verified_before(bench, change);
        CHECK(account_with(bench, reply) == Verdict::deny);
        CHECK_EQUAL(opened_with(bench, reply), static_cast<std::int64_t>(Outcome::denied));
        CHECK(bench.log.has("event=factor_void user=alice device=alice"));
    }
}

void a_ticket_of_a_device_that_was_replaced_is_none_of_the_new_one() {
    Bench bench;
    const auto reply = verified_before(bench, MessageType::remove);
    bench.enroll("alice", 1000, "audit-2");
    CHECK(account_with(bench, reply) == Verdict::deny);
}

void a_ticket_of_an_enrolment_enables_no_other_device_than_the_one_proved() {
    Bench bench;
    const auto reply = proved(bench);
    CHECK_EQUAL(Bench::outcome(bench.tool(1000, Message{MessageType::create})), 0);
    CHECK(account_with(bench, reply) == Verdict::deny);
    CHECK(!CHECK_OK(device::Account::open(bench.store, bench.sealer, {"alice", 1000}))
               .has_enabled_device());
}

void without_a_ticket_account_and_session_refuse() {
    Bench bench;
    bench.enroll("alice", 1000);
    CHECK(verdict(bench.front_end(0).handle(login(MessageType::account)).reply) == Verdict::deny);
    CHECK_EQUAL(Bench::outcome(bench.front_end(0).handle(login(MessageType::session_open)).reply),
                static_cast<std::int64_t>(Outcome::denied));
}

void wrong_and_repeated_codes_do_not_open() {
    Bench bench;
    bench.enroll("alice", 1000);
    auto& helper = bench.front_end(0);
    static_cast<void>(helper.handle(login(MessageType::auth_begin)));
    CHECK_EQUAL(
        Bench::error_code(helper.handle(codes(MessageType::auth_verify, {"000000x"})).reply),
        "wrong_code");
    const auto code = bench.code("alice", 1000, 0);
    CHECK_EQUAL(Bench::outcome(helper.handle(codes(MessageType::auth_verify, {code})).reply), 0);
    auto& second = bench.front_end(0);
    static_cast<void>(second.handle(login(MessageType::auth_begin)));
    CHECK_EQUAL(Bench::error_code(second.handle(codes(MessageType::auth_verify, {code})).reply),
                "used_code");
}

void who_came_without_a_device_is_not_told_to_come_the_same_way_again() {
    Bench bench{R"({
      "Version": "2012-10-17",
      "Statement": [
        {"Effect": "Allow", "Action": "host:StartSession", "Resource": "*"},
        {"Effect": "Allow", "Action": "host:StartFullSession", "Resource": "*",
         "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}
      ]})"};
    const auto begun = bench.front_end(0).handle(login(MessageType::auth_begin)).reply;
    CHECK(verdict(begun) == Verdict::without_factor);
    const auto by_password =
        bench.front_end(0).handle(with_ticket(login(MessageType::account), begun)).reply;
    CHECK(verdict(by_password) == Verdict::deny);
    CHECK(by_password.text(Field::message)->find("ask an administrator") != std::string_view::npos);
    CHECK(by_password.text(Field::message)->find("keyboard-interactive") == std::string_view::npos);
    const auto by_key = bench.front_end(0).handle(login(MessageType::account)).reply;
    CHECK(by_key.text(Field::message)->find("keyboard-interactive") != std::string_view::npos);
}

void an_unknown_user_is_asked_and_every_code_is_wrong() {
    Bench bench;
    auto& helper = bench.front_end(0);
    CHECK(verdict(helper.handle(login(MessageType::auth_begin, "mallory")).reply) ==
          Verdict::ask_code);
    CHECK_EQUAL(Bench::error_code(helper.handle(codes(MessageType::auth_verify, {"123456"})).reply),
                "wrong_code");
    CHECK(verdict(bench.front_end(0).handle(login(MessageType::account, "mallory")).reply) ==
          Verdict::deny);
}

void requests_out_of_turn_are_refused() {
    Bench bench;
    bench.enroll("alice", 1000);
    const auto unavailable = static_cast<std::int64_t>(Outcome::unavailable);
    for (const auto type : {MessageType::auth_verify, MessageType::auth_enroll_start,
                            MessageType::auth_enroll_finish}) {
        CHECK_EQUAL(Bench::outcome(bench.front_end(0).handle(Message{type}).reply), unavailable);
    }
    auto& helper = bench.front_end(0);
    static_cast<void>(helper.handle(login(MessageType::auth_begin)));
    CHECK_EQUAL(Bench::outcome(helper.handle(Message{MessageType::auth_enroll_start}).reply),
                unavailable);
    CHECK_EQUAL(Bench::outcome(helper.handle(Message{static_cast<MessageType>(999)}).reply),
                unavailable);
}

void a_damaged_record_denies_and_is_never_no_device() {
    Bench bench;
    bench.enroll("alice", 1000);
    bench.store.records["alice"].back() ^= 1;
    const auto reply = bench.front_end(0).handle(login(MessageType::auth_begin)).reply;
    CHECK_EQUAL(Bench::outcome(reply), static_cast<std::int64_t>(Outcome::unavailable));
    CHECK(bench.log.has("event=unavailable kind=corrupt"));
}

void service_names_that_are_none_are_refused() {
    Bench bench;
    for (const char* bad : {"", "a/b", "a:b", "*", "a b"}) {
        CHECK_EQUAL(
            Bench::outcome(
                bench.front_end(0).handle(login(MessageType::auth_begin, "alice", bad)).reply),
            static_cast<std::int64_t>(Outcome::unavailable));
    }
}

} // namespace

int main() {
    return mfa::test::run(
        "authority/login_requests",
        {
            TEST(a_user_without_a_device_is_offered_enrolment_and_is_in),
            TEST(a_device_proved_in_auth_is_enabled_only_when_the_whole_stack_succeeded),
            TEST(a_device_that_is_switched_off_is_switched_on_again_by_two_codes_of_it),
            TEST(a_login_that_was_to_switch_on_makes_no_device),
            TEST(a_good_code_opens_and_its_ticket_is_good_once),
            TEST(a_ticket_of_another_user_or_service_opens_nothing),
            TEST(a_ticket_ends_with_its_device),
            TEST(a_ticket_of_a_device_that_was_replaced_is_none_of_the_new_one),
            TEST(a_ticket_of_an_enrolment_enables_no_other_device_than_the_one_proved),
            TEST(without_a_ticket_account_and_session_refuse),
            TEST(wrong_and_repeated_codes_do_not_open),
            TEST(who_came_without_a_device_is_not_told_to_come_the_same_way_again),
            TEST(an_unknown_user_is_asked_and_every_code_is_wrong),
            TEST(requests_out_of_turn_are_refused),
            TEST(a_damaged_record_denies_and_is_never_no_device),
            TEST(service_names_that_are_none_are_refused),
        });
}
