// What docs/helper-protocol.md says of admin_doctor and admin_quarantine, on a store of files.
#include "engine/base/file.hpp"
#include "engine/device/life_cycle.hpp"
#include "engine/store/file_store.hpp"
#include "tests/unit/authority/admin_bench.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>

using namespace mfa;
using namespace mfa::test;
using namespace mfa::wire;
using namespace std::chrono_literals;

namespace {

constexpr auto denied = static_cast<std::int64_t>(Outcome::denied);

/// Records as files; Adam has a factor in `adam`, the others are as a test makes them.
class FileBench {
public:
    FileBench() {
        CHECK_EQUAL(::mkdir(devices().c_str(), 0700), 0);
        m_store.emplace(
            CHECK_OK(store::FileStore::open(devices(), ::getuid(), 50ms, m_folder / "quarantine")));
        m_services.emplace(authority::Services{m_bench.settings, m_bench.policy, *m_store,
                                               m_bench.sealer, m_bench.sessions, m_bench.tickets,
                                               m_bench.people, m_bench.log, m_bench.random,
                                               m_bench.wall, m_bench.boot, "boot-1"});
    }

    authority::Answer ask(uid_t uid, const std::string& session, const Message& request) {
        const authority::Caller caller{uid, ::getpid(), {std::nullopt, {session}, session}};
        return authority::Authority{*m_services, caller}.handle(request);
    }
    std::vector<Message> problems(MessageType type = MessageType::admin_doctor) {
        auto answer = ask(adam_uid, "adam", Message{type});
        CHECK_EQUAL(AuthorityBench::outcome(answer.reply), 0);
        last_reply = std::move(answer.reply);
        return std::move(answer.items);
    }
    device::Account account(const std::string& user, uid_t uid) {
        return CHECK_OK(device::Account::open(*m_store, m_bench.sealer, {user, uid}));
    }
    /// An enabled device that was used just now and is off by so many steps.
    void enrol(const std::string& user, uid_t uid, std::int32_t drift_steps = 0) {
        auto open = account(user, uid);
        device::Seed seed;
        seed.secret = SecretBuffer::copy_of("12345678901234567890");
        seed.drift_steps = drift_steps;
        CHECK(CHECK_OK(device::take_over(open, user, seed, 8, m_services->now())) ==
              device::Refusal::none);
        open.usage_of(open.devices().front()).last_used_at = m_bench.wall.time;
        CHECK_OK(open.save_usage(device::LockedFiles::Sync::wait));
    }

    [[nodiscard]] std::string devices() const { return m_folder / "devices"; }
    [[nodiscard]] std::string file(const std::string& name) const { return devices() + "/" + name; }
    [[nodiscard]] std::string quarantine() const { return m_folder / "quarantine"; }
    AdminBench& bench() { return m_bench; }

    std::optional<Message> last_reply;

private:
    TempDir m_folder;
    AdminBench m_bench;
    std::optional<store::FileStore> m_store;
    std::optional<authority::Services> m_services;
};

std::string content_of(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

void put(const std::string& path, const std::string& content) {
    std::ofstream file{path, std::ios::binary | std::ios::trunc};
    file << content;
    file.close();
    CHECK_EQUAL(::chmod(path.c_str(), 0600), 0);
}

void flip_last_bit(const std::string& path) {
    std::string content = content_of(path);
    content.back() = static_cast<char>(content.back() ^ 1);
    put(path, content);
}

std::string code_of(const Message& item) {
    return std::string{item.text(Field::problem_code).value_or("")};
}

void a_store_that_is_well_has_no_problem() {
    FileBench bench;
    bench.enrol("alice", alice_uid);
    bench.enrol("bob", bob_uid);
    static_cast<void>(bench.account("helen", helen_uid)); // logged in, and has no device
    CHECK(bench.problems().empty());
    CHECK_EQUAL(bench.last_reply->number(Field::checked).value(), 2);
}

void the_policy_says_who_may_diagnose() {
    FileBench bench;
    for (const auto type : {MessageType::admin_doctor, MessageType::admin_quarantine}) {
        const auto reply = bench.ask(helen_uid, "helen", Message{type}).reply;
        CHECK_EQUAL(AuthorityBench::outcome(reply), denied);
        CHECK_EQUAL(reply.text(Field::resource).value(),
                    "arn:aws:host:web1:000000000000:store/devices");
        CHECK_EQUAL(AuthorityBench::outcome(bench.ask(root_uid, "root", Message{type}).reply),
                    denied);
    }
}

void each_way_to_be_wrong_has_its_name_and_its_advice() {
    struct Case {
        const char* code;
        void (*make)(FileBench&);
    };
    for (const Case& wrong : {
             Case{"damaged", [](FileBench& b) { flip_last_bit(b.file("alice.record")); }},
             Case{"damaged", [](FileBench& b) { flip_last_bit(b.file("alice.usage")); }},
             Case{"damaged", [](FileBench& b) { put(b.file("alice.record"), "torn"); }},
             Case{"damaged",
                  [](FileBench& b) { put(b.file("alice.usage"), std::string(600, 'x')); }},
             Case{"mismatched",
                  [](FileBench& b) { std::filesystem::remove(b.file("alice.record")); }},
             Case{"mismatched",
                  [](FileBench& b) { std::filesystem::remove(b.file("alice.usage")); }},
             Case{"foreign",
                  [](FileBench& b) {
                      b.enrol("bob", bob_uid);
                      put(b.file("alice.record"), content_of(b.file("bob.record")));
                  }},
             Case{"unsafe_file",
                  [](FileBench& b) {
                      CHECK_EQUAL(::chmod(b.file("alice.record").c_str(), 0644), 0);
                  }},
             Case{"unknown_file", [](FileBench& b) { put(b.file("notes.txt"), "hello"); }},
         }) {
        FileBench bench;
        bench.enrol("alice", alice_uid);
        wrong.make(bench);
        const auto problems = bench.problems();
        CHECK(!problems.empty());
        CHECK_EQUAL(code_of(problems.front()), wrong.code);
        CHECK(problems.front().text(Field::record_file)->starts_with(bench.devices()));
        CHECK(!problems.front().text(Field::advice)->empty());
        CHECK(!std::filesystem::exists(bench.quarantine())); // looking changes nothing
    }
}

void a_temporary_file_is_a_leftover_once_its_change_must_be_over() {
    FileBench bench;
    put(bench.file(".tmp.4711"), "half");
    bench.bench().wall.time = WallTime{std::chrono::seconds{::time(nullptr)}};
    CHECK(bench.problems().empty());
    bench.bench().wall.time += 11min;
    const auto problems = bench.problems();
    CHECK_EQUAL(problems.size(), 1U);
    CHECK_EQUAL(code_of(problems.front()), "leftover");
}

void a_user_who_is_gone_is_named() {
    FileBench bench;
    bench.enrol("alice", alice_uid);
    std::erase_if(bench.bench().people.everybody,
                  [](const authority::Person& person) { return person.name == "alice"; });
    const auto problems = bench.problems();
    CHECK_EQUAL(code_of(problems.front()), "no_such_user");
    CHECK_EQUAL(problems.front().text(Field::user).value(), "alice");
}

void what_is_damaged_is_moved_whole_and_its_user_stays_out_until_reset() {
    FileBench bench;
    bench.enrol("alice", alice_uid);
    bench.enrol("bob", bob_uid);
    flip_last_bit(bench.file("alice.record"));
    const std::string damaged = content_of(bench.file("alice.record"));
    const auto moved = bench.problems(MessageType::admin_quarantine);
    CHECK_EQUAL(moved.size(), 1U);
    const std::string copy{moved.front().text(Field::moved_to).value()};
    CHECK(copy.starts_with(bench.quarantine() + "/alice.record."));
    CHECK_EQUAL(content_of(copy), damaged);
    CHECK_EQUAL(std::filesystem::status(bench.quarantine()).permissions(),
                std::filesystem::perms::owner_all);
    CHECK(!std::filesystem::exists(bench.file("alice.record")));
    CHECK(bench.bench().log.has("event=quarantine user=adam owner=alice"));

    CHECK_EQUAL(code_of(bench.problems().front()), "waits_for_reset");
    const auto create = bench.ask(alice_uid, "x", Message{MessageType::create}).reply;
    CHECK_EQUAL(AuthorityBench::error_code(create), "unavailable");
    const auto reset =
        bench.ask(helen_uid, "helen", about(MessageType::admin_reset, "alice")).reply;
    CHECK_EQUAL(AuthorityBench::outcome(reset), 0);
    CHECK(bench.problems().empty());
    CHECK_EQUAL(
        AuthorityBench::outcome(bench.ask(alice_uid, "x", Message{MessageType::create}).reply), 0);
}

void who_may_not_reset_may_not_move_either() {
    std::string policy{admin_policy};
    FileBench bench;
    bench.bench().people.everybody.push_back({"dora", 1004, {"doctors"}});
    policy.insert(policy.rfind("  ]}"),
                  R"(,{"Effect": "Deny", "Action": "iam:DeactivateMFADevice", "Resource": "*",
                       "Condition": {"StringEquals": {"aws:username": "adam"}}})");
    const std::vector<policy::Source> sources{{"policy.json", policy, policy::Format::json}};
    bench.bench().policy = std::move(*policy::load(sources).set);
    bench.enrol("alice", alice_uid);
    flip_last_bit(bench.file("alice.record"));
    const auto items = bench.problems(MessageType::admin_quarantine);
    CHECK(!items.front().text(Field::moved_to));
    CHECK(items.front().text(Field::notice)->find("may not reset alice") != std::string_view::npos);
    CHECK(std::filesystem::exists(bench.file("alice.record")));
}

void two_quarantines_of_one_name_keep_both() {
    FileBench bench;
    put(bench.file("notes.txt"), "first");
    const auto first = bench.problems(MessageType::admin_quarantine);
    put(bench.file("notes.txt"), "second");
    const auto second = bench.problems(MessageType::admin_quarantine);
    const std::string first_copy{first.front().text(Field::moved_to).value()};
    const std::string second_copy{second.front().text(Field::moved_to).value()};
    CHECK(first_copy != second_copy);
    CHECK_EQUAL(content_of(first_copy), "first");
    CHECK_EQUAL(content_of(second_copy), "second");
    CHECK(bench.problems().empty());
}

/// So many users with devices that are off by `off` steps, and so many with devices that are right.
std::optional<std::int64_t> drift_of(int off_users, std::int32_t off, int right_users) {
    FileBench bench;
    for (int i = 0; i < off_users + right_users; ++i) {
        const std::string name = "user" + std::to_string(i);
        const uid_t uid = 5000 + static_cast<uid_t>(i);
        bench.bench().people.everybody.push_back({name, uid, {}});
        bench.enrol(name, uid, i < off_users ? off : 0);
    }
    CHECK(bench.problems().empty());
    return bench.last_reply->number(Field::clock_drift_s);
}

void where_most_devices_agree_it_is_the_host_that_is_off() {
    CHECK_EQUAL(drift_of(4, 6, 1).value(), 180);
    CHECK_EQUAL(drift_of(4, -6, 2).value(), -180);
    CHECK(!drift_of(4, 6, 0)); // four are not enough
    CHECK(!drift_of(3, 6, 3)); // half is not most
    CHECK(!drift_of(5, 1, 0)); // one step is no drift to speak of
}

} // namespace

int main() {
    return mfa::test::run(
        "authority/doctor",
        {
            TEST(a_store_that_is_well_has_no_problem),
            TEST(the_policy_says_who_may_diagnose),
            TEST(each_way_to_be_wrong_has_its_name_and_its_advice),
            TEST(a_temporary_file_is_a_leftover_once_its_change_must_be_over),
            TEST(a_user_who_is_gone_is_named),
            TEST(what_is_damaged_is_moved_whole_and_its_user_stays_out_until_reset),
            TEST(who_may_not_reset_may_not_move_either),
            TEST(two_quarantines_of_one_name_keep_both),
            TEST(where_most_devices_agree_it_is_the_host_that_is_off),
        });
}
