// What docs/helper-protocol.md says of resetting a user, and of records that cannot be read.
#include "tests/unit/authority/admin_bench.hpp"

using namespace mfa;
using namespace mfa::test;
using namespace mfa::wire;
using namespace std::chrono_literals;
using Bench = AdminBench;

namespace {

constexpr auto denied = static_cast<std::int64_t>(Outcome::denied);
const Message reset_alice = about(MessageType::admin_reset, "alice");

Message request(const Message& message) {
    return CHECK_OK(Message::decode(CHECK_OK(message.encoded())));
}

std::size_t devices_of_alice(Bench& bench) {
    return CHECK_OK(device::Account::open(bench.store, bench.sealer, {"alice", alice_uid}))
        .devices()
        .size();
}

void a_reset_takes_all_devices_and_all_grants() {
    Bench bench;
    bench.enroll("alice", alice_uid, "alice");
    Message create{MessageType::create};
    create.add(Field::device, "tablet");
    CHECK_EQUAL(Bench::outcome(bench.tool(alice_uid, std::move(create), "alice")), 0);
    const auto reply = bench.helen(request(reset_alice));
    CHECK_EQUAL(Bench::outcome(reply), 0);
    CHECK(reply.texts(Field::device) == (std::vector<std::string_view>{"alice", "alice/tablet"}));
    CHECK_EQUAL(reply.number(Field::sessions_ended).value(), 1);
    CHECK_EQUAL(devices_of_alice(bench), 0U);
    CHECK_EQUAL(
        bench.tool(alice_uid, Message{MessageType::status}, "alice").number(Field::mfa).value(), 0);
    CHECK(bench.log.has("event=reset user=helen owner=alice"));
    bench.enroll("alice", alice_uid, "alice"); // and begins anew
}

void a_reset_needs_both_permissions_and_mfa() {
    Bench bench;
    bench.enroll("alice", alice_uid, "alice");
    bench.enroll("bob", bob_uid, "bob");
    CHECK_EQUAL(Bench::outcome(bench.tool(bob_uid, request(reset_alice), "bob")), denied);
    CHECK_EQUAL(Bench::outcome(bench.tool(root_uid, request(reset_alice))), denied);
    CHECK_EQUAL(Bench::outcome(bench.tool(helen_uid, request(reset_alice), "no-mfa")), denied);
    CHECK_EQUAL(devices_of_alice(bench), 1U);
}

void each_device_is_asked_about_and_one_that_may_not_go_keeps_all() {
    std::string policy{admin_policy};
    policy.insert(policy.rfind("  ]}"),
                  R"(,{"Effect": "Deny", "Action": "iam:DeleteVirtualMFADevice",
                       "Resource": "arn:aws:iam::*:mfa/*/token"})");
    Bench bench{policy};
    bench.enroll("alice", alice_uid, "alice");
    Message create{MessageType::create};
    create.add(Field::device, "token");
    CHECK_EQUAL(Bench::outcome(bench.tool(alice_uid, std::move(create), "alice")), 0);
    const auto reply = bench.helen(request(reset_alice));
    CHECK_EQUAL(Bench::outcome(reply), denied);
    CHECK(reply.text(Field::resource)->ends_with("mfa/alice/token"));
    CHECK_EQUAL(devices_of_alice(bench), 2U);
}

void a_reset_keeps_the_wait() {
    Bench bench;
    bench.enroll("alice", alice_uid, "alice");
    bench.fail_as_alice(5);
    const auto reply = bench.helen(request(reset_alice));
    CHECK_EQUAL(reply.number(Field::locked_for_s).value(), 30);
    CHECK_EQUAL(Bench::outcome(bench.tool(alice_uid, Message{MessageType::create}, "alice")), 0);
    Message enable{MessageType::enable};
    enable.add(Field::code, bench.code("alice", alice_uid, -1))
        .add(Field::code, bench.code("alice", alice_uid, 0));
    CHECK_EQUAL(Bench::error_code(bench.tool(alice_uid, std::move(enable), "alice")), "throttled");
}

void a_disabled_user_stays_so_when_reset() {
    Bench bench;
    bench.enroll("alice", alice_uid, "alice");
    CHECK_EQUAL(Bench::outcome(bench.adam(about(MessageType::admin_disable, "alice"))), 0);
    CHECK_EQUAL(bench.helen(request(reset_alice)).number(Field::disabled).value(), 1);
}

void a_user_without_anything_can_be_reset() {
    Bench bench;
    const auto reply = bench.helen(request(reset_alice));
    CHECK_EQUAL(Bench::outcome(reply), 0);
    CHECK(reply.texts(Field::device).empty());
}

void somebody_who_does_not_exist_is_told_to_whom_may_ask() {
    Bench bench;
    CHECK_EQUAL(Bench::error_code(bench.helen(about(MessageType::admin_reset, "mallory"))),
                "not_found");
}

using Damage = void (*)(MemoryStore&);

void flip_record(MemoryStore& store) {
    store.records["alice"].back() ^= 1;
}
void flip_usage(MemoryStore& store) {
    store.usages["alice"].back() ^= 1;
}
void flip_both(MemoryStore& store) {
    flip_record(store);
    flip_usage(store);
}
void lose_record(MemoryStore& store) {
    store.records.erase("alice");
}
void lose_usage(MemoryStore& store) {
    store.usages.erase("alice");
}

void whatever_is_damaged_a_reset_repairs_and_keeps_a_copy() {
    for (const Damage damage : {flip_record, flip_usage, flip_both, lose_record, lose_usage}) {
        Bench bench;
        bench.enroll("alice", alice_uid, "alice");
        damage(bench.store);
        const auto before = bench.store.records;
        CHECK_EQUAL(Bench::error_code(bench.tool(alice_uid, Message{MessageType::create}, "x")),
                    "unavailable");
        const auto reply = bench.helen(request(reset_alice));
        CHECK_EQUAL(Bench::outcome(reply), 0);
        CHECK_EQUAL(reply.texts(Field::moved_to).size(), bench.store.quarantine.size());
        if (before.contains("alice")) {
            CHECK_EQUAL(bench.store.quarantine.at("alice.record.20270115T080300Z"),
                        before.at("alice"));
        }
        CHECK_EQUAL(devices_of_alice(bench), 0U);
        bench.pass(60s); // where the usage was lost the first wait counts
        bench.enroll("alice", alice_uid, "alice");
    }
}

void a_crash_in_the_middle_of_a_repair_opens_nothing() {
    for (const Damage damage : {flip_record, flip_usage, flip_both, lose_record, lose_usage}) {
        for (int writes = 0; writes < 3; ++writes) {
            Bench bench;
            bench.enroll("alice", alice_uid, "alice");
            damage(bench.store);
            bench.store.fail_after = writes;
            CHECK(Bench::outcome(bench.helen(request(reset_alice))) != 0);
            bench.store.fail_after = -1;
            CHECK_ERROR(device::Account::open(bench.store, bench.sealer, {"alice", alice_uid}),
                        ErrorKind::corrupt);
            CHECK_EQUAL(Bench::outcome(bench.helen(request(reset_alice))), 0);
            CHECK_EQUAL(devices_of_alice(bench), 0U);
        }
    }
}

void an_old_record_does_not_come_back_after_a_repair() {
    Bench bench;
    bench.enroll("alice", alice_uid, "alice");
    const auto old = bench.store.records["alice"];
    flip_both(bench.store);
    CHECK_EQUAL(Bench::outcome(bench.helen(request(reset_alice))), 0);
    bench.store.records["alice"] = old;
    CHECK_ERROR(device::Account::open(bench.store, bench.sealer, {"alice", alice_uid}),
                ErrorKind::corrupt);
}

} // namespace

int main() {
    return mfa::test::run("authority/admin_reset",
                          {
                              TEST(a_reset_takes_all_devices_and_all_grants),
                              TEST(a_reset_needs_both_permissions_and_mfa),
                              TEST(each_device_is_asked_about_and_one_that_may_not_go_keeps_all),
                              TEST(a_reset_keeps_the_wait),
                              TEST(a_disabled_user_stays_so_when_reset),
                              TEST(a_user_without_anything_can_be_reset),
                              TEST(somebody_who_does_not_exist_is_told_to_whom_may_ask),
                              TEST(whatever_is_damaged_a_reset_repairs_and_keeps_a_copy),
                              TEST(a_crash_in_the_middle_of_a_repair_opens_nothing),
                              TEST(an_old_record_does_not_come_back_after_a_repair),
                          });
}
