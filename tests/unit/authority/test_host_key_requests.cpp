#include "engine/base/bytes.hpp"
#include "engine/device/codec.hpp"
#include "tests/support/authority_bench.hpp"

using namespace mfa;
using namespace mfa::test;
using namespace std::chrono_literals;
using wire::Field;
using wire::Message;
using wire::MessageType;

namespace {

/// Root may change the key, with MFA or without; the house's Deny stands beside it where it says
/// so.
constexpr const char* root_may_rotate = R"({
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "host:RotateHostKey",
     "Resource": "arn:aws:host:web1:000000000000:host-key"},
    {"Effect": "Allow", "Action": "iam:*", "Resource": "*"}
  ]})";

/// From here on key 2 is in force, and key 1 is there to open with.
void put_second_key_in_force(AuthorityBench& bench) {
    bench.sealer = CHECK_OK(
        device::Sealer::create({2, SecretBuffer::copy_of(std::string(32, 'n'))}, bench.random,
                               device::HostKey{1, SecretBuffer::copy_of(std::string(32, 'k'))}));
}

authority::Answer ask(AuthorityBench& bench, MessageType type, uid_t uid = 0,
                      const std::string& after = "") {
    Message request{type};
    if (!after.empty()) {
        request.add(Field::resume_after, after);
    }
    return bench.front_end(uid).handle(request);
}

/// alice shows the code of this moment.
Message verify_now(AuthorityBench& bench) {
    Message request{MessageType::verify};
    request.add(Field::code, bench.code("alice", 1000, 0));
    return bench.tool(1000, std::move(request));
}

std::uint32_t key_of(const std::string& file) {
    return CHECK_OK(device::read_header(file)).key;
}

/// A record file as version 1 had it: no uid in its header, key number in one byte.
std::string first_version_record(const AuthorityBench& bench, const std::string& user,
                                 const std::string& uid) {
    ByteWriter content{64};
    content.number<std::uint64_t>(0).number<std::uint32_t>(1).number<std::uint8_t>(0);
    const std::string header = "MFAR\1\1";
    return header + CHECK_OK(bench.sealer.seal(CHECK_OK(std::move(content).take()),
                                               header + uid + ":" + user));
}

void the_policy_is_asked_on_the_host_key_before_anything_else() {
    AuthorityBench bench; // the house's policy: nothing without MFA, and no word of the host key
    bench.enroll("alice", 1000);
    put_second_key_in_force(bench);
    for (const auto type : {MessageType::admin_rotate_key, MessageType::admin_seal_anew}) {
        const auto answer = ask(bench, type);
        CHECK_EQUAL(AuthorityBench::error_code(answer.reply), "denied");
        CHECK_EQUAL(answer.reply.text(Field::action).value(), "host:RotateHostKey");
        CHECK_EQUAL(answer.reply.text(Field::resource).value(),
                    "arn:aws:host:web1:000000000000:host-key");
    }
    CHECK_EQUAL(key_of(bench.store.records.at("alice")), 1U);
}

void only_root_changes_the_key_whatever_the_policy_says() {
    AuthorityBench bench{root_may_rotate};
    CHECK_EQUAL(AuthorityBench::outcome(ask(bench, MessageType::admin_rotate_key).reply), 0);
    CHECK(bench.log.has("event=rotate_host_key user=root"));
    for (const auto type : {MessageType::admin_rotate_key, MessageType::admin_seal_anew}) {
        CHECK_EQUAL(AuthorityBench::error_code(ask(bench, type, 1000).reply), "denied");
    }
}

void what_the_key_before_sealed_is_sealed_anew_and_nothing_twice() {
    AuthorityBench bench{root_may_rotate};
    bench.enroll("alice", 1000);
    bench.enroll("bob", 1001);
    CHECK_EQUAL(AuthorityBench::outcome(verify_now(bench)), 0);
    put_second_key_in_force(bench);
    const auto first = ask(bench, MessageType::admin_seal_anew);
    CHECK_EQUAL(first.reply.number(Field::changed).value(), 2);
    CHECK_EQUAL(first.reply.number(Field::left).value(), 0);
    CHECK(!first.reply.text(Field::resume_after));
    for (const char* user : {"alice", "bob"}) {
        CHECK_EQUAL(key_of(bench.store.records.at(user)), 2U);
        CHECK_EQUAL(key_of(bench.store.usages.at(user)), 2U);
    }
    const auto second = ask(bench, MessageType::admin_seal_anew);
    CHECK_EQUAL(second.reply.number(Field::changed).value(), 0);
    // The old key is gone: what was sealed anew opens, and a spent code stays spent.
    bench.sealer = CHECK_OK(
        device::Sealer::create({2, SecretBuffer::copy_of(std::string(32, 'n'))}, bench.random));
    CHECK_EQUAL(AuthorityBench::error_code(verify_now(bench)), "used_code");
    bench.pass(30s);
    CHECK_EQUAL(AuthorityBench::outcome(verify_now(bench)), 0);
}

/// Usage before, record, usage after: cut off before each of the three writes.
void a_crash_between_record_and_usage_is_gone_on_with() {
    for (int writes = 0; writes < 3; ++writes) {
        AuthorityBench bench{root_may_rotate};
        bench.enroll("alice", 1000);
        put_second_key_in_force(bench);
        bench.store.fail_after = writes;
        const auto cut = ask(bench, MessageType::admin_seal_anew);
        CHECK_EQUAL(cut.reply.number(Field::left).value(), 1);
        CHECK_EQUAL(key_of(bench.store.usages.at("alice")), writes > 0 ? 2U : 1U);
        CHECK_EQUAL(key_of(bench.store.records.at("alice")), writes > 1 ? 2U : 1U);
        bench.store.fail_after = -1;
        const auto resumed = ask(bench, MessageType::admin_seal_anew);
        CHECK_EQUAL(resumed.reply.number(Field::left).value(), 0);
        CHECK_EQUAL(key_of(bench.store.usages.at("alice")), 2U);
        CHECK_EQUAL(key_of(bench.store.records.at("alice")), 2U);
    }
}

void a_user_who_is_gone_is_sealed_anew_where_the_file_says_the_uid() {
    AuthorityBench bench{root_may_rotate};
    bench.enroll("bob", 1001);
    std::erase_if(bench.people.everybody, [](const auto& person) { return person.name == "bob"; });
    put_second_key_in_force(bench);
    const auto answer = ask(bench, MessageType::admin_seal_anew);
    CHECK_EQUAL(answer.reply.number(Field::changed).value(), 1);
    CHECK_EQUAL(answer.reply.number(Field::left).value(), 0);
}

void a_user_who_is_gone_with_a_file_of_version_1_is_left_and_named() {
    AuthorityBench bench{root_may_rotate};
    bench.store.records["carol"] = first_version_record(bench, "carol", "1002");
    put_second_key_in_force(bench);
    const auto answer = ask(bench, MessageType::admin_seal_anew);
    CHECK_EQUAL(answer.reply.number(Field::changed).value(), 0);
    CHECK_EQUAL(answer.reply.number(Field::left).value(), 1);
    CHECK_EQUAL(answer.items.size(), 1U);
    CHECK_EQUAL(answer.items.front().text(Field::user).value(), "carol");
    CHECK(answer.items.front().text(Field::message)->find("no such user") != std::string::npos);
    CHECK_EQUAL(key_of(bench.store.records.at("carol")), 1U);
}

void a_damaged_record_and_a_held_lock_are_left_and_the_others_go_on() {
    AuthorityBench bench{root_may_rotate};
    bench.enroll("alice", 1000);
    bench.enroll("bob", 1001);
    bench.store.records.at("alice").back() ^= 1;
    bench.store.usages["carol"] = "torn";
    const auto held = CHECK_OK(bench.store.lock("dave"));
    bench.store.usages["dave"] = bench.store.usages.at("bob");
    put_second_key_in_force(bench);
    const auto answer = ask(bench, MessageType::admin_seal_anew);
    CHECK_EQUAL(answer.reply.number(Field::changed).value(), 1);
    CHECK_EQUAL(answer.reply.number(Field::left).value(), 3);
    CHECK_EQUAL(answer.items.at(0).text(Field::user).value(), "alice");
    CHECK_EQUAL(answer.items.at(1).text(Field::user).value(), "carol");
    CHECK_EQUAL(answer.items.at(2).text(Field::user).value(), "dave");
    CHECK_EQUAL(key_of(bench.store.records.at("bob")), 2U);
}

void many_users_take_several_requests_and_none_is_left_out() {
    AuthorityBench bench{root_may_rotate};
    bench.enroll("alice", 1000);
    const auto account = [&bench](const std::string& user) {
        return CHECK_OK(device::Account::open(bench.store, bench.sealer, {user, 5000}));
    };
    for (int i = 0; i < 4500; ++i) {
        CHECK_OK(account("user" + std::to_string(i)).save_usage(device::LockedFiles::Sync::wait));
    }
    put_second_key_in_force(bench);
    std::int64_t changed = 0;
    std::string after;
    int requests = 0;
    do {
        const auto answer = ask(bench, MessageType::admin_seal_anew, 0, after);
        changed += answer.reply.number(Field::changed).value();
        after = std::string{answer.reply.text(Field::resume_after).value_or("")};
        ++requests;
    } while (!after.empty());
    CHECK_EQUAL(changed, 4501);
    CHECK(requests > 1);
    for (const auto& [user, usage] : bench.store.usages) {
        CHECK_EQUAL(key_of(usage), 2U);
    }
}

} // namespace

int main() {
    return mfa::test::run("authority/host_key_requests",
                          {
                              TEST(the_policy_is_asked_on_the_host_key_before_anything_else),
                              TEST(only_root_changes_the_key_whatever_the_policy_says),
                              TEST(what_the_key_before_sealed_is_sealed_anew_and_nothing_twice),
                              TEST(a_crash_between_record_and_usage_is_gone_on_with),
                              TEST(a_user_who_is_gone_is_sealed_anew_where_the_file_says_the_uid),
                              TEST(a_user_who_is_gone_with_a_file_of_version_1_is_left_and_named),
                              TEST(a_damaged_record_and_a_held_lock_are_left_and_the_others_go_on),
                              TEST(many_users_take_several_requests_and_none_is_left_out),
                          });
}
