// What docs/helper-protocol.md says of `mfa_tool admin`: looking and unlocking.
#include "tests/unit/authority/admin_bench.hpp"

#include <map>

using namespace mfa;
using namespace mfa::test;
using namespace mfa::wire;
using namespace std::chrono_literals;
using Bench = AdminBench;

namespace {

constexpr auto denied = static_cast<std::int64_t>(Outcome::denied);

std::map<std::string, Message> by_user(authority::Answer answer) {
    CHECK_EQUAL(Bench::outcome(answer.reply), 0);
    std::map<std::string, Message> users;
    for (Message& item : answer.items) {
        std::string user{item.text(Field::user).value()};
        users.emplace(std::move(user), std::move(item));
    }
    return users;
}

std::vector<std::string> names(const std::map<std::string, Message>& users) {
    std::vector<std::string> found;
    found.reserve(users.size());
    for (const auto& [name, item] : users) {
        found.push_back(name);
    }
    return found;
}

Message only(std::string_view condition) {
    Message request{MessageType::admin_users};
    request.add(Field::only, condition);
    return request;
}

void each_command_is_refused_to_whom_the_policy_does_not_let() {
    Bench bench;
    bench.enroll("alice", alice_uid, "alice");
    bench.enroll("bob", bob_uid, "bob");
    for (const auto type :
         {MessageType::admin_users, MessageType::admin_show, MessageType::admin_unlock}) {
        CHECK_EQUAL(Bench::outcome(bench.tool(bob_uid, about(type, "alice"), "bob")), denied);
        CHECK_EQUAL(Bench::outcome(bench.tool(root_uid, about(type, "alice"))), denied);
        CHECK_EQUAL(Bench::outcome(bench.adam(about(type, "alice"))), 0);
    }
}

void without_mfa_an_administrator_is_nobody() {
    Bench bench;
    bench.enroll("alice", alice_uid, "alice");
    for (const auto type : {MessageType::admin_users, MessageType::admin_unlock}) {
        const auto reply = bench.tool(adam_uid, about(type, "alice"), "another-session");
        CHECK_EQUAL(Bench::outcome(reply), denied);
        CHECK(reply.text(Field::message)->find("mfa_tool verify") != std::string_view::npos);
    }
}

void the_helpdesk_may_what_it_was_given_and_nothing_else() {
    Bench bench;
    bench.enroll("alice", alice_uid, "alice");
    CHECK_EQUAL(Bench::outcome(bench.helen(about(MessageType::admin_unlock, "alice"))), 0);
    CHECK_EQUAL(Bench::outcome(bench.helen(Message{MessageType::admin_users})), denied);
    CHECK_EQUAL(Bench::outcome(bench.helen(about(MessageType::admin_show, "alice"))), denied);
}

void an_unknown_user_is_told_to_whom_may_ask_and_to_nobody_else() {
    Bench bench;
    for (const auto type : {MessageType::admin_show, MessageType::admin_unlock}) {
        const auto reply = bench.adam(about(type, "mallory"));
        CHECK_EQUAL(Bench::error_code(reply), "not_found");
        CHECK(reply.text(Field::message)->find("no such user") != std::string_view::npos);
        CHECK_EQUAL(Bench::error_code(bench.tool(bob_uid, about(type, "mallory"))), "denied");
    }
}

void users_are_told_with_devices_last_use_and_wait() {
    Bench bench;
    bench.enroll("alice", alice_uid, "alice");
    bench.fail_as_alice(5);
    Message create{MessageType::create};
    create.add(Field::device, "tablet");
    CHECK_EQUAL(Bench::outcome(bench.adam(std::move(create))), 0);
    const auto users = by_user(bench.all_for_adam(Message{MessageType::admin_users}));
    CHECK(names(users) == (std::vector<std::string>{"adam", "alice", "helen"}));
    const Message& alice = users.at("alice");
    CHECK_EQUAL(alice.number(Field::uid).value(), 1000);
    CHECK_EQUAL(alice.number(Field::devices_enabled).value(), 1);
    CHECK_EQUAL(alice.number(Field::failures).value(), 5);
    CHECK_EQUAL(alice.number(Field::locked_for_s).value(), 30);
    CHECK_EQUAL(alice.number(Field::disabled).value(), 0);
    CHECK(alice.text(Field::last_used_at).has_value());
    CHECK_EQUAL(users.at("adam").number(Field::devices_total).value(), 2);
    CHECK_EQUAL(users.at("adam").number(Field::devices_enabled).value(), 1);
    CHECK_EQUAL(users.at("adam").number(Field::locked_for_s).value(), 0);
}

void users_are_chosen_by_condition_and_by_name() {
    Bench bench;
    bench.enroll("alice", alice_uid, "alice");
    bench.fail_as_alice(5);
    CHECK_EQUAL(Bench::outcome(bench.tool(bob_uid, Message{MessageType::create})), 0);
    using Names = std::vector<std::string>;
    CHECK(names(by_user(bench.all_for_adam(only("locked")))) == Names{"alice"});
    CHECK(names(by_user(bench.all_for_adam(only("without_device")))) == Names{"bob"});
    CHECK(names(by_user(bench.all_for_adam(only("disabled")))).empty());
    Message a_names{MessageType::admin_users};
    a_names.add(Field::name_pattern, "a*");
    CHECK(names(by_user(bench.all_for_adam(a_names))) == (Names{"adam", "alice"}));
    a_names.add(Field::only, "locked");
    CHECK(names(by_user(bench.all_for_adam(a_names))) == Names{"alice"});
    CHECK_EQUAL(Bench::error_code(bench.adam(only("tired"))), "invalid_input");
}

void a_damaged_record_is_a_row_of_its_own_and_stops_nothing() {
    Bench bench;
    bench.enroll("alice", alice_uid, "alice");
    bench.store.records["alice"].back() ^= 1;
    const auto users = by_user(bench.all_for_adam(Message{MessageType::admin_users}));
    CHECK_EQUAL(users.size(), 3U);
    const Message& alice = users.at("alice");
    CHECK_EQUAL(alice.text(Field::problem_code).value(), "damaged");
    CHECK(alice.text(Field::problem)->find("alice.record") != std::string_view::npos);
    CHECK(!alice.number(Field::devices_total));
    CHECK(by_user(bench.all_for_adam(only("without_device"))).empty());
    const auto shown = bench.adam(about(MessageType::admin_show, "alice"));
    CHECK_EQUAL(shown.text(Field::problem_code).value(), "damaged");
    CHECK_EQUAL(Bench::error_code(bench.adam(about(MessageType::admin_unlock, "alice"))),
                "bad_record");
}

void a_user_who_is_gone_is_shown_by_name() {
    Bench bench;
    bench.enroll("alice", alice_uid, "alice");
    std::erase_if(bench.people.everybody,
                  [](const authority::Person& person) { return person.name == "alice"; });
    const auto users = by_user(bench.all_for_adam(Message{MessageType::admin_users}));
    CHECK_EQUAL(users.at("alice").text(Field::problem_code).value(), "no_such_user");
    CHECK_EQUAL(users.at("alice").text(Field::problem).value(), "no such user any more");
}

void of_many_users_each_is_found_with_his_own_uid() {
    Bench bench;
    for (uid_t uid = 5000; uid < 5200; ++uid) {
        const std::string name = "user" + std::to_string(uid);
        bench.people.everybody.push_back({name, uid, {}});
        auto account = CHECK_OK(device::Account::open(bench.store, bench.sealer, {name, uid}));
        CHECK_OK(account.save_devices());
    }
    const auto users = by_user(bench.all_for_adam(Message{MessageType::admin_users}));
    CHECK_EQUAL(users.size(), 202U);
    for (const auto& [name, item] : users) {
        CHECK(!item.text(Field::problem));
    }
    CHECK_EQUAL(users.at("user5100").number(Field::uid).value(), 5100);
}

void show_tells_the_devices_of_one_user() {
    Bench bench;
    bench.enroll("alice", alice_uid, "alice");
    bench.fail_as_alice(2);
    const auto answer = bench.all_for_adam(about(MessageType::admin_show, "alice"));
    CHECK_EQUAL(answer.items.size(), 1U);
    CHECK_EQUAL(answer.items.front().text(Field::device).value(), "alice");
    CHECK_EQUAL(answer.items.front().text(Field::state).value(), "enabled");
    CHECK_EQUAL(answer.reply.text(Field::arn).value(), "arn:aws:iam::000000000000:user/alice");
    CHECK_EQUAL(answer.reply.number(Field::failures).value(), 2);
    CHECK_EQUAL(answer.reply.number(Field::locked_for_s).value(), 0);
    CHECK(!bench.all_for_adam(about(MessageType::admin_show, "bob")).reply.text(Field::problem));
}

void unlocking_ends_the_wait_and_is_written_down() {
    Bench bench;
    bench.enroll("alice", alice_uid, "alice");
    bench.fail_as_alice(5);
    CHECK_EQUAL(Bench::error_code(bench.verify_as_alice()), "throttled");
    const auto reply = bench.helen(about(MessageType::admin_unlock, "alice"));
    CHECK_EQUAL(reply.number(Field::failures).value(), 5);
    CHECK_EQUAL(reply.number(Field::locked_for_s).value(), 30);
    CHECK(bench.log.has("event=unlock user=helen owner=alice"));
    CHECK_EQUAL(Bench::outcome(bench.verify_as_alice()), 0);
}

/// Counts what it is given; the tenth item finds nobody who takes it.
class ShortSink final : public authority::ItemSink {
public:
    Result<> send(const Message& item) override {
        static_cast<void>(item);
        ++taken;
        return taken < 10 ? Result<>{} : Error{ErrorKind::timeout, "send a message", "gone"};
    }
    Result<> progress() override { return {}; }
    [[nodiscard]] bool reader_is_gone() const override { return taken >= 10; }
    int taken = 0;
};

void items_go_out_as_they_are_made_and_a_reader_who_leaves_ends_the_work() {
    Bench bench;
    for (uid_t uid = 5000; uid < 5050; ++uid) {
        const std::string name = "user" + std::to_string(uid);
        bench.people.everybody.push_back({name, uid, {}});
        auto account = CHECK_OK(device::Account::open(bench.store, bench.sealer, {name, uid}));
        CHECK_OK(account.save_devices());
    }
    ShortSink sink;
    const auto reply =
        bench.front_end(adam_uid, "adam").handle(Message{MessageType::admin_users}, sink);
    CHECK(Bench::outcome(reply) != 0);
    CHECK_EQUAL(sink.taken, 10);
    CHECK(!bench.log.has("event=unavailable"));
}

} // namespace

int main() {
    return mfa::test::run(
        "authority/admin_requests",
        {
            TEST(each_command_is_refused_to_whom_the_policy_does_not_let),
            TEST(without_mfa_an_administrator_is_nobody),
            TEST(the_helpdesk_may_what_it_was_given_and_nothing_else),
            TEST(an_unknown_user_is_told_to_whom_may_ask_and_to_nobody_else),
            TEST(users_are_told_with_devices_last_use_and_wait),
            TEST(users_are_chosen_by_condition_and_by_name),
            TEST(a_damaged_record_is_a_row_of_its_own_and_stops_nothing),
            TEST(a_user_who_is_gone_is_shown_by_name),
            TEST(of_many_users_each_is_found_with_his_own_uid),
            TEST(show_tells_the_devices_of_one_user),
            TEST(unlocking_ends_the_wait_and_is_written_down),
            TEST(items_go_out_as_they_are_made_and_a_reader_who_leaves_ends_the_work),
        });
}
