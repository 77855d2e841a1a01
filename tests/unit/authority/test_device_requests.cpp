// What docs/helper-protocol.md says of mfa_tool's requests.
#include "tests/support/authority_bench.hpp"

using namespace mfa;
using namespace mfa::wire;
using namespace std::chrono_literals;
using Bench = test::AuthorityBench;

namespace {

constexpr auto denied = static_cast<std::int64_t>(Outcome::denied);
constexpr uid_t alice = 1000;
constexpr uid_t bob = 1001;

Message about(MessageType type, std::string_view user) {
    Message request{type};
    request.add(Field::user, user);
    return request;
}

void nobody_touches_anothers_device() {
    Bench bench;
    bench.enroll("alice", alice, "audit-1");
    bench.enroll("bob", bob, "audit-2");
    for (const auto type :
         {MessageType::create, MessageType::enable, MessageType::status, MessageType::list,
          MessageType::resync, MessageType::deactivate, MessageType::remove}) {
        const auto reply = bench.tool(bob, about(type, "alice"), "audit-2");
        CHECK_EQUAL(Bench::outcome(reply), denied);
    }
    CHECK_EQUAL(Bench::outcome(bench.tool(bob, about(MessageType::verify, "alice"), "audit-2")),
                denied);
    CHECK_EQUAL(Bench::outcome(bench.tool(bob, Message{MessageType::list_all}, "audit-2")), denied);
}

void root_is_a_principal_like_any_other() {
    Bench bench;
    bench.enroll("alice", alice);
    CHECK_EQUAL(Bench::outcome(bench.tool(0, about(MessageType::deactivate, "alice"))), denied);
}

void the_policy_speaks_before_anything_is_told_of_a_user() {
    Bench bench;
    const auto unknown = bench.tool(bob, about(MessageType::status, "mallory"));
    const auto known = bench.tool(bob, about(MessageType::status, "alice"));
    CHECK_EQUAL(Bench::error_code(unknown), Bench::error_code(known));
}

void deactivating_and_deleting_need_a_factor() {
    Bench bench;
    bench.enroll("alice", alice, "audit-1");
    for (const auto type : {MessageType::deactivate, MessageType::remove}) {
        const auto reply = bench.tool(alice, Message{type}, "audit-2");
        CHECK_EQUAL(Bench::outcome(reply), denied);
        CHECK(reply.text(Field::message)->find("not authorized to perform iam:") == 0);
        CHECK(reply.text(Field::message)->find("mfa_tool verify") != std::string_view::npos);
    }
    CHECK_EQUAL(Bench::outcome(bench.tool(alice, Message{MessageType::deactivate}, "audit-1")), 0);
    CHECK(bench.log.has("event=deactivate user=alice owner=alice device=alice"));
}

void deactivating_takes_the_factor_out_of_every_session() {
    Bench bench;
    bench.enroll("alice", alice, "audit-1");
    Message verify{MessageType::verify};
    verify.add(Field::code, bench.code("alice", alice, 0));
    CHECK_EQUAL(Bench::outcome(bench.tool(alice, std::move(verify), "audit-2")), 0);
    CHECK_EQUAL(Bench::outcome(bench.tool(alice, Message{MessageType::deactivate}, "audit-1")), 0);
    for (const char* session : {"audit-1", "audit-2"}) {
        const auto reply = bench.tool(alice, Message{MessageType::status}, session);
        CHECK_EQUAL(reply.number(Field::mfa).value(), 0);
    }
}

void deleting_what_is_enabled_takes_both_permissions_and_both_effects() {
    Bench bench;
    bench.enroll("alice", alice, "audit-1");
    const auto reply = bench.tool(alice, Message{MessageType::remove}, "audit-1");
    CHECK_EQUAL(reply.text(Field::state).value(), "deleted");
    CHECK_EQUAL(
        bench.tool(alice, Message{MessageType::status}, "audit-1").number(Field::mfa).value(), 0);
    CHECK(bench.front_end(alice).handle(Message{MessageType::list}).items.empty());
}

void a_device_that_is_switched_off_is_not_replaced_and_the_refusal_says_what_to_do() {
    Bench bench;
    bench.enroll("alice", alice, "audit-1");
    CHECK_EQUAL(Bench::outcome(bench.tool(alice, Message{MessageType::deactivate}, "audit-1")), 0);
    const auto reply = bench.tool(alice, Message{MessageType::create}, "audit-1");
    CHECK_EQUAL(Bench::error_code(reply), "device_exists");
    for (const char* part : {"switched off", "mfa_tool enable", "two codes", "needs MFA"}) {
        CHECK(reply.text(Field::message)->find(part) != std::string_view::npos);
    }
    Message enable{MessageType::enable};
    enable.add(Field::code, bench.code("alice", alice, 0))
        .add(Field::code, bench.code("alice", alice, 1));
    CHECK_EQUAL(Bench::outcome(bench.tool(alice, std::move(enable), "audit-2")), 0);
}

void verify_raises_this_session_for_its_time() {
    Bench bench;
    bench.enroll("alice", alice);
    Message verify{MessageType::verify};
    verify.add(Field::code, bench.code("alice", alice, 0)).add_number(Field::duration_s, 600);
    const auto reply = bench.tool(alice, std::move(verify), "audit-5");
    CHECK_EQUAL(reply.number(Field::mfa).value(), 1);
    bench.pass(599s);
    const auto status = bench.tool(alice, Message{MessageType::status}, "audit-5");
    CHECK_EQUAL(status.number(Field::mfa).value(), 1);
    CHECK_EQUAL(status.number(Field::age_s).value(), 599);
    bench.pass(1s);
    CHECK_EQUAL(
        bench.tool(alice, Message{MessageType::status}, "audit-5").number(Field::mfa).value(), 0);
    CHECK(!bench.tool(alice, Message{MessageType::status}, "audit-6").number(Field::mfa));
}

void a_grant_asked_for_longer_than_the_host_gives_is_refused() {
    Bench bench;
    bench.enroll("alice", alice);
    Message verify{MessageType::verify};
    verify.add(Field::code, bench.code("alice", alice, 0)).add_number(Field::duration_s, 43201);
    CHECK_EQUAL(Bench::error_code(bench.tool(alice, std::move(verify))), "invalid_input");
}

void a_second_device_has_a_name_of_its_own() {
    Bench bench;
    bench.enroll("alice", alice, "audit-1");
    Message create{MessageType::create};
    create.add(Field::device, "phone");
    const auto reply = bench.tool(alice, std::move(create), "audit-1");
    CHECK_EQUAL(reply.text(Field::device).value(), "alice/phone");
    CHECK_EQUAL(reply.text(Field::arn).value(), "arn:aws:iam::000000000000:mfa/alice/phone");
    CHECK_EQUAL(bench.front_end(alice).handle(Message{MessageType::list}).items.size(), 2U);
}

void without_mfa_nobody_gets_around_an_enabled_device_with_another() {
    Bench bench;
    bench.enroll("alice", alice, "audit-1");
    Message create{MessageType::create};
    create.add(Field::device, "tablet");
    CHECK_EQUAL(Bench::outcome(bench.tool(alice, std::move(create), "audit-1")), 0);
    const auto enable_tablet = [&bench] {
        Message enable{MessageType::enable};
        enable.add(Field::device, "alice/tablet")
            .add(Field::code, bench.code("alice", alice, -1, "alice/tablet"))
            .add(Field::code, bench.code("alice", alice, 0, "alice/tablet"));
        return enable;
    };
    CHECK_EQUAL(Bench::outcome(bench.tool(alice, enable_tablet(), "audit-2")), denied);
    CHECK_EQUAL(Bench::outcome(bench.tool(alice, enable_tablet(), "audit-1")), 0);
    Message remove{MessageType::remove};
    remove.add(Field::device, "alice");
    CHECK_EQUAL(Bench::outcome(bench.tool(alice, std::move(remove), "audit-1")), 0);
    // Only the tablet is left; the first name is free, and not for a session without MFA.
    Message verify{MessageType::verify};
    bench.pass(60s);
    verify.add(Field::code, bench.code("alice", alice, 0, "alice/tablet"));
    CHECK_EQUAL(Bench::outcome(bench.tool(alice, Message{MessageType::create}, "audit-2")), denied);
    CHECK_EQUAL(Bench::outcome(bench.tool(alice, std::move(verify), "audit-2")), 0);
    CHECK_EQUAL(Bench::outcome(bench.tool(alice, Message{MessageType::create}, "audit-2")), 0);
}

void names_and_parameters_that_cannot_be_are_refused() {
    Bench bench;
    for (const char* bad : {"a b", "../bob", "a/b", "\n"}) {
        Message create{MessageType::create};
        create.add(Field::device, bad);
        CHECK_EQUAL(Bench::error_code(bench.tool(alice, std::move(create))), "invalid_input");
    }
    Message digits{MessageType::create};
    digits.add_number(Field::digits, 7);
    CHECK_EQUAL(Bench::error_code(bench.tool(alice, std::move(digits))), "invalid_input");
    Message algorithm{MessageType::create};
    algorithm.add(Field::algorithm, "md5");
    CHECK_EQUAL(Bench::error_code(bench.tool(alice, std::move(algorithm))), "invalid_input");
    Message period{MessageType::create};
    period.add_number(Field::period_s, -30);
    CHECK_EQUAL(Bench::error_code(bench.tool(alice, std::move(period))), "invalid_input");
}

void two_codes_are_wanted_where_two_are_wanted() {
    Bench bench;
    CHECK_EQUAL(Bench::outcome(bench.tool(alice, Message{MessageType::create})), 0);
    Message enable{MessageType::enable};
    enable.add(Field::code, "123456");
    CHECK_EQUAL(Bench::error_code(bench.tool(alice, std::move(enable))), "invalid_input");
}

void no_secret_code_or_ticket_is_ever_in_the_log() {
    Bench bench;
    const auto created = bench.tool(alice, Message{MessageType::create});
    const std::string secret{created.text(Field::secret).value()};
    const auto first = bench.code("alice", alice, -1);
    const auto second = bench.code("alice", alice, 0);
    Message enable{MessageType::enable};
    enable.add(Field::code, first).add(Field::code, second);
    CHECK_EQUAL(Bench::outcome(bench.tool(alice, std::move(enable))), 0);
    CHECK(!bench.log.lines.empty());
    for (const std::string& part : {secret, first, second}) {
        CHECK(!bench.log.has(part));
    }
}

} // namespace

int main() {
    return mfa::test::run(
        "authority/device_requests",
        {
            TEST(nobody_touches_anothers_device),
            TEST(root_is_a_principal_like_any_other),
            TEST(the_policy_speaks_before_anything_is_told_of_a_user),
            TEST(deactivating_and_deleting_need_a_factor),
            TEST(deactivating_takes_the_factor_out_of_every_session),
            TEST(deleting_what_is_enabled_takes_both_permissions_and_both_effects),
            TEST(a_device_that_is_switched_off_is_not_replaced_and_the_refusal_says_what_to_do),
            TEST(verify_raises_this_session_for_its_time),
            TEST(a_grant_asked_for_longer_than_the_host_gives_is_refused),
            TEST(a_second_device_has_a_name_of_its_own),
            TEST(without_mfa_nobody_gets_around_an_enabled_device_with_another),
            TEST(names_and_parameters_that_cannot_be_are_refused),
            TEST(two_codes_are_wanted_where_two_are_wanted),
            TEST(no_secret_code_or_ticket_is_ever_in_the_log),
        });
}
