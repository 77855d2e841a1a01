// Limited sessions where there is Landlock and no session guard: who gets one, what may run in it,
// and that nothing but a new login lifts it.
#include "tests/unit/authority/login_bench.hpp"

#include <algorithm>

using namespace mfa;
using namespace mfa::test;
using namespace mfa::wire;

namespace {

constexpr uid_t alice_uid = 1000;
constexpr std::uint32_t session_id = 17;

constexpr const char* limited_policy = R"({
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "Start", "Effect": "Allow", "Action": "host:StartSession", "Resource": "*"},
    {"Sid": "Own", "Effect": "Allow",
     "Action": ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "iam:GetUser"],
     "Resource": ["arn:aws:iam::*:mfa/${aws:username}", "arn:aws:iam::*:user/${aws:username}"]},
    {"Sid": "Full", "Effect": "Allow", "Action": "host:StartFullSession", "Resource": "*",
     "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}},
    {"Sid": "Doctor", "Effect": "Allow", "Action": "host:Diagnose", "Resource": "*"},
    {"Sid": "Listed", "Effect": "Allow", "Action": "host:RunCommand",
     "Resource": ["arn:aws:host:*:*:command/usr/bin/id",
                  "arn:aws:host:*:*:command/no/such/program"]}
  ]})";

/// Alice, who comes with a key alone.
class KeyLogin : public AuthorityBench {
public:
    explicit KeyLogin(int landlock_version = 2) : Bench{limited_policy} {
        people.everybody.at(0).shell = "/bin/bash";
        people.everybody.at(1).shell = "/bin/bash";
        settings.guard = authority::GuardMode::landlock;
        limit_with_landlock(landlock_version);
    }

    Message account() { return front_end(0).handle(login(MessageType::account)).reply; }
    authority::Answer open() {
        return in_audit_session(0, session_id, alice_uid).handle(login(MessageType::session_open));
    }
    /// The session that was opened is named as this process would name it.
    authority::Answer answer_in_session(const Message& request) {
        return front_end(alice_uid, CHECK_OK(session::key_of_new_session(alice_uid, ::getpid())))
            .handle(request);
    }
    Message in_session(const Message& request) { return answer_in_session(request).reply; }
    std::vector<std::string> programs() { return texts_in(open(), Field::program); }
};

bool has(const std::vector<std::string>& programs, std::string_view path) {
    return std::find(programs.begin(), programs.end(), path) != programs.end();
}

bool says(const Message& reply, std::string_view words) {
    return reply.text(Field::message).value_or("").find(words) != std::string_view::npos;
}

} // namespace

static void account_says_what_limits_and_what_comes_next() {
    KeyLogin bench;
    const Message reply = bench.account();
    CHECK(verdict(reply) == Verdict::limited);
    CHECK_EQUAL(reply.text(Field::limits_by).value(), "landlock");
    CHECK(says(reply, "`mfa_tool enroll`, then log in again"));
    bench.enroll("alice", alice_uid);
    CHECK(says(bench.account(), "log in again"));
    CHECK(!says(bench.account(), "mfa_tool enroll"));
    CHECK(!says(bench.account(), "mfa_tool verify"));
}

static void without_the_setting_there_is_no_limited_session() {
    KeyLogin bench;
    bench.settings.guard = authority::GuardMode::required;
    CHECK(verdict(bench.account()) == Verdict::deny);
    CHECK_EQUAL(Bench::outcome(bench.open().reply), static_cast<std::int64_t>(Outcome::denied));
    CHECK(!bench.log.has("event=not_limited"));
}

static void a_kernel_without_landlock_limits_nothing_and_the_log_says_so() {
    KeyLogin bench{0};
    CHECK(verdict(bench.account()) == Verdict::deny);
    CHECK(bench.log.has("event=not_limited user=alice"));
    CHECK_EQUAL(Bench::outcome(bench.open().reply), static_cast<std::int64_t>(Outcome::denied));
}

static void root_is_not_limited_by_landlock_and_so_not_let_in() {
    KeyLogin bench;
    auto& helper = bench.front_end(0);
    CHECK(verdict(helper.handle(login(MessageType::account, "root")).reply) == Verdict::deny);
    CHECK_EQUAL(Bench::outcome(helper.handle(login(MessageType::session_open, "root")).reply),
                static_cast<std::int64_t>(Outcome::denied));
}

static void what_may_run_comes_with_what_runs_it() {
    KeyLogin bench;
    const auto programs = bench.programs();
    for (const char* path : {"/usr/bin/id", "/bin/bash", "/usr/bin/env", "/usr/bin/true"}) {
        CHECK(has(programs, path));
    }
    CHECK(std::any_of(programs.begin(), programs.end(), [](const std::string& path) {
        return path.find("/ld-") != std::string::npos;
    }));
    CHECK_EQUAL(programs.size(), 5U);
    CHECK(bench.log.has("event=command_left_out command=/no/such/program"));
}

static void a_login_shell_that_is_not_there_opens_no_session() {
    KeyLogin bench;
    bench.people.everybody.at(1).shell = "/no/such/shell";
    CHECK_EQUAL(Bench::outcome(bench.open().reply),
                static_cast<std::int64_t>(Outcome::unavailable));
}

static void status_says_that_landlock_limits() {
    KeyLogin bench;
    CHECK(verdict(bench.open().reply) == Verdict::limited);
    const auto status = bench.answer_in_session(Message{MessageType::status});
    CHECK_EQUAL(status.reply.text(Field::state).value(), "limited");
    CHECK_EQUAL(status.reply.text(Field::limits_by).value(), "landlock");
    CHECK_EQUAL(bench.texts_in(status, Field::allowed_command).at(0), "/no/such/program");
    CHECK(bench.log.has("limits=landlock"));
}

static void a_factor_counts_and_the_session_stays_limited() {
    KeyLogin bench;
    bench.open();
    CHECK_EQUAL(Bench::outcome(bench.in_session(Message{MessageType::create})), 0);
    const Message enabled =
        bench.in_session(codes(MessageType::enable, {bench.code("alice", alice_uid, -1),
                                                     bench.code("alice", alice_uid, 0)}));
    CHECK_EQUAL(Bench::outcome(enabled), 0);
    CHECK_EQUAL(enabled.text(Field::limits_by).value(), "landlock");
    bench.pass(std::chrono::seconds{60});
    const Message verified =
        bench.in_session(codes(MessageType::verify, {bench.code("alice", alice_uid, 0)}));
    CHECK_EQUAL(Bench::outcome(verified), 0);
    CHECK_EQUAL(verified.text(Field::limits_by).value(), "landlock");
    const Message status = bench.in_session(Message{MessageType::status});
    CHECK_EQUAL(status.text(Field::state).value(), "limited");
    CHECK_EQUAL(status.number(Field::mfa).value(), 1);
}

static void another_session_is_not_held() {
    KeyLogin bench;
    bench.enroll("alice", alice_uid);
    bench.open();
    constexpr std::uint32_t another = 18;
    auto& helper = bench.in_audit_session(alice_uid, another, alice_uid);
    const Message verified =
        helper.handle(codes(MessageType::verify, {bench.code("alice", alice_uid, 0)})).reply;
    CHECK_EQUAL(Bench::outcome(verified), 0);
    CHECK(!verified.text(Field::limits_by));
}

static void closing_forgets_it() {
    KeyLogin bench;
    bench.open();
    auto& root = bench.in_audit_session(0, session_id, alice_uid);
    CHECK_EQUAL(Bench::outcome(root.handle(login(MessageType::session_close)).reply), 0);
    CHECK_EQUAL(bench.in_session(Message{MessageType::status}).text(Field::state).value(), "none");
}

static void the_doctor_says_what_limits_here() {
    for (const int version : {0, 4}) {
        KeyLogin bench{version};
        const Message reply = bench.tool(0, Message{MessageType::admin_doctor});
        CHECK_EQUAL(reply.text(Field::limits_by).value(), version == 0 ? "none" : "landlock");
        CHECK_EQUAL(reply.number(Field::landlock_version).value(), version);
    }
}

int main() {
    return mfa::test::run("authority/landlock_session",
                          {TEST(account_says_what_limits_and_what_comes_next),
                           TEST(without_the_setting_there_is_no_limited_session),
                           TEST(a_kernel_without_landlock_limits_nothing_and_the_log_says_so),
                           TEST(root_is_not_limited_by_landlock_and_so_not_let_in),
                           TEST(what_may_run_comes_with_what_runs_it),
                           TEST(a_login_shell_that_is_not_there_opens_no_session),
                           TEST(status_says_that_landlock_limits),
                           TEST(a_factor_counts_and_the_session_stays_limited),
                           TEST(another_session_is_not_held), TEST(closing_forgets_it),
                           TEST(the_doctor_says_what_limits_here)});
}
