// Limited sessions: who gets one, what may run in it, and when its limits go and come.
#include "tests/support/fake_guard.hpp"
#include "tests/unit/authority/login_bench.hpp"

#include <map>

using namespace mfa;
using namespace mfa::test;
using namespace mfa::wire;
using namespace std::chrono_literals;
using guard::ProgramKind;
using guard::SessionState;

namespace {

constexpr uid_t alice_uid = 1000;
constexpr std::uint32_t session_id = 17;

constexpr const char* limited_policy = R"({
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "Start", "Effect": "Allow", "Action": "host:StartSession", "Resource": "*"},
    {"Sid": "Own", "Effect": "Allow",
     "Action": ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "iam:GetUser",
                "iam:DeactivateMFADevice"],
     "Resource": ["arn:aws:iam::*:mfa/${aws:username}", "arn:aws:iam::*:user/${aws:username}"]},
    {"Sid": "Full", "Effect": "Allow", "Action": "host:StartFullSession", "Resource": "*",
     "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}},
    {"Sid": "Listed", "Effect": "Allow", "Action": "host:RunCommand",
     "Resource": ["arn:aws:host:*:*:command/usr/bin/id",
                  "arn:aws:host:*:*:command/usr/bin/whoam*"]},
    {"Sid": "NotThat", "Effect": "Deny", "Action": "host:RunCommand",
     "Resource": "arn:aws:host:*:*:command/usr/bin/id",
     "Condition": {"StringEquals": {"aws:username": "bob"}}}
  ]})";

/// Alice, who comes with a key alone.
class KeyLogin : public AuthorityBench {
public:
    explicit KeyLogin(const std::string& policy_text = limited_policy) : Bench{policy_text} {
        people.everybody.at(1).shell = "/bin/bash";
        limit_with(guard);
    }

    Message account() { return front_end(0).handle(login(MessageType::account)).reply; }
    Message open(std::uint32_t id = session_id, uid_t login_uid = alice_uid) {
        return in_audit_session(0, id, login_uid).handle(login(MessageType::session_open)).reply;
    }
    Message in_session(Message request) {
        return in_audit_session(alice_uid, session_id, alice_uid).handle(request).reply;
    }
    std::vector<std::string> commands_of_status() {
        return texts_in(
            in_audit_session(alice_uid, session_id, alice_uid).handle(Message{MessageType::status}),
            Field::allowed_command);
    }
    /// Alice sets up her device in her session.
    void enroll_in_session() {
        CHECK_EQUAL(outcome(in_session(Message{MessageType::create})), 0);
        CHECK_EQUAL(outcome(in_session(codes(MessageType::enable, {code("alice", alice_uid, -1),
                                                                   code("alice", alice_uid, 0)}))),
                    0);
    }
    [[nodiscard]] SessionState state() const { return guard.sessions.at(session_id).state; }

    FakeGuard guard;
};

} // namespace

static void account_lets_in_and_names_the_way_out() {
    KeyLogin bench;
    const Message reply = bench.account();
    CHECK(verdict(reply) == Verdict::limited);
    CHECK(reply.text(Field::message).value().find("`mfa_tool enroll`") != std::string_view::npos);
    bench.open();
    bench.enroll_in_session();
    CHECK(bench.account().text(Field::message).value().find("`mfa_tool verify`") !=
          std::string_view::npos);
}

static void without_a_guard_there_is_no_limited_session() {
    Bench bench{limited_policy};
    CHECK(verdict(bench.front_end(0).handle(login(MessageType::account)).reply) == Verdict::deny);
    CHECK_EQUAL(Bench::outcome(bench.in_audit_session(0, session_id, alice_uid)
                                   .handle(login(MessageType::session_open))
                                   .reply),
                static_cast<std::int64_t>(Outcome::denied));
}

static void what_the_policy_lists_may_run_and_our_own_programs() {
    KeyLogin bench;
    CHECK(verdict(bench.open()) == Verdict::limited);
    CHECK(bench.state() == SessionState::limited);
    CHECK_EQUAL(bench.guard.openers.at(0), ::getpid());
    const std::map<std::string, ProgramKind> wanted{
        {"/usr/libexec/mfa/mfa_helper", ProgramKind::helper},
        {"/usr/bin/mfa_tool", ProgramKind::confined},
        {"/bin/bash", ProgramKind::confined},
        {"/usr/bin/id", ProgramKind::listed},
        {"/usr/bin/whoami", ProgramKind::listed}};
    CHECK(bench.guard.permitted == wanted);
}

static void a_command_that_others_can_write_is_left_out_and_logged() {
    KeyLogin bench;
    bench.guard.unsafe = "/usr/bin/id";
    CHECK(verdict(bench.open()) == Verdict::limited);
    CHECK_EQUAL(bench.guard.permitted.count("/usr/bin/id"), 0U);
    CHECK_EQUAL(bench.guard.permitted.count("/usr/bin/whoami"), 1U);
    CHECK(bench.log.has("event=command_left_out command=/usr/bin/id"));
}

static void a_full_guard_opens_no_session() {
    KeyLogin bench;
    bench.guard.is_full = true;
    CHECK_EQUAL(Bench::outcome(bench.open()), static_cast<std::int64_t>(Outcome::unavailable));
}

static void a_session_without_a_number_of_its_own_is_not_limited() {
    KeyLogin bench;
    constexpr uid_t somebody_else = 1001;
    CHECK_EQUAL(Bench::outcome(bench.open(session_id, somebody_else)),
                static_cast<std::int64_t>(Outcome::unavailable));
    CHECK(bench.guard.sessions.empty());
}

static void nobody_in_a_limited_session_opens_it_anew() {
    KeyLogin bench;
    bench.guard.forgets = false;
    bench.open();
    CHECK_EQUAL(Bench::outcome(bench.open()), static_cast<std::int64_t>(Outcome::unavailable));
    CHECK_EQUAL(bench.guard.openers.size(), 1U);
}

static void one_user_leaves_room_for_the_others() {
    KeyLogin bench;
    bench.guard.forgets = false;
    constexpr std::uint32_t in_use = 64;
    for (std::uint32_t other = 1; other < in_use; ++other) {
        bench.guard.sessions[session_id + other] = {SessionState::limited, alice_uid, {}};
    }
    bench.guard.sessions[1] = {SessionState::limited, alice_uid + 1, {}};
    CHECK(verdict(bench.open()) == Verdict::limited);
    bench.guard.sessions.erase(session_id);
    bench.guard.sessions[session_id + in_use] = {SessionState::limited, alice_uid, {}};
    CHECK_EQUAL(Bench::outcome(bench.open()), static_cast<std::int64_t>(Outcome::unavailable));
    CHECK(bench.log.has("no more are opened for one user"));
}

static void su_and_sudo_open_nothing_limited() {
    KeyLogin bench;
    auto& root = bench.in_audit_session(0, session_id, alice_uid);
    Message sudo{MessageType::account};
    sudo.add(Field::user, "root").add(Field::service, "sudo").add(Field::remote_user, "alice");
    CHECK(verdict(root.handle(sudo).reply) == Verdict::deny);
}

static void showing_a_factor_lifts_the_limits_until_it_expires() {
    KeyLogin bench;
    bench.open();
    bench.enroll_in_session();
    CHECK(bench.state() == SessionState::granted);
    CHECK(bench.guard.sessions.at(session_id).until ==
          bench.boot.time + bench.settings.grant_duration);
    const Message status = bench.in_session(Message{MessageType::status});
    CHECK_EQUAL(status.text(Field::state).value(), "full");
    CHECK(bench.commands_of_status().empty());
}

static void nobody_lifts_the_limits_of_anothers_session() {
    KeyLogin bench;
    bench.open();
    constexpr uid_t bob_uid = 1001;
    auto& bob = bench.in_audit_session(bob_uid, session_id, alice_uid);
    CHECK_EQUAL(Bench::outcome(bob.handle(Message{MessageType::create}).reply), 0);
    CHECK_EQUAL(
        Bench::outcome(bob.handle(codes(MessageType::enable, {bench.code("bob", bob_uid, -1),
                                                              bench.code("bob", bob_uid, 0)}))
                           .reply),
        0);
    CHECK(bench.state() == SessionState::limited);
}

static void the_reply_says_that_limits_were_lifted_once() {
    KeyLogin bench;
    bench.enroll("alice", alice_uid);
    bench.open();
    const auto verify = [&bench](int step) {
        return bench.in_session(codes(MessageType::verify, {bench.code("alice", alice_uid, step)}));
    };
    const Message first = verify(0);
    CHECK_EQUAL(first.number(Field::limits_lifted).value(), 1);
    CHECK(!first.text(Field::limits_by));
    CHECK(!verify(1).number(Field::limits_lifted));
}

static void status_lists_what_may_run() {
    KeyLogin bench;
    bench.open();
    const Message status = bench.in_session(Message{MessageType::status});
    CHECK_EQUAL(status.text(Field::state).value(), "limited");
    CHECK(
        (bench.commands_of_status() == std::vector<std::string>{"/usr/bin/id", "/usr/bin/whoami"}));
}

static void status_lists_more_commands_than_fit_into_one_message() {
    constexpr int listed = 3000;
    std::string policy = R"({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": ["host:StartSession", "iam:GetUser"], "Resource": "*"},
        {"Effect": "Allow", "Action": "host:RunCommand", "Resource": [)";
    for (int i = 0; i < listed; ++i) {
        policy +=
            (i == 0 ? "" : ",") + ("\"arn:aws:host:*:*:command/opt/" + std::to_string(i)) + '"';
    }
    KeyLogin bench{policy + "]}]}"};
    CHECK(verdict(bench.open()) == Verdict::limited);
    CHECK_EQUAL(bench.commands_of_status().size(), std::size_t{listed});
}

static void taking_the_device_out_of_use_puts_the_limits_back() {
    KeyLogin bench;
    bench.open();
    bench.enroll_in_session();
    CHECK_EQUAL(Bench::outcome(bench.in_session(Message{MessageType::deactivate})), 0);
    CHECK(bench.state() == SessionState::limited);
}

static void what_is_left_of_a_closed_session_stays_limited() {
    KeyLogin bench;
    bench.open();
    auto& root = bench.in_audit_session(0, session_id, alice_uid);
    CHECK_EQUAL(Bench::outcome(root.handle(login(MessageType::session_close)).reply), 0);
    CHECK(bench.state() == SessionState::closed);
    bench.enroll_in_session();
    CHECK(bench.state() == SessionState::closed);
    // The next one that opens forgets it: no process on this machine is in it.
    constexpr std::uint32_t another = 4000000000;
    CHECK(verdict(bench.open(another)) == Verdict::limited);
    CHECK_EQUAL(bench.guard.sessions.count(another), 1U);
    CHECK_EQUAL(bench.guard.sessions.count(session_id), 0U);
}

int main() {
    return mfa::test::run(
        "authority/limited_session",
        {TEST(account_lets_in_and_names_the_way_out),
         TEST(without_a_guard_there_is_no_limited_session),
         TEST(what_the_policy_lists_may_run_and_our_own_programs),
         TEST(a_command_that_others_can_write_is_left_out_and_logged),
         TEST(a_full_guard_opens_no_session),
         TEST(a_session_without_a_number_of_its_own_is_not_limited),
         TEST(nobody_in_a_limited_session_opens_it_anew), TEST(one_user_leaves_room_for_the_others),
         TEST(su_and_sudo_open_nothing_limited),
         TEST(showing_a_factor_lifts_the_limits_until_it_expires),
         TEST(nobody_lifts_the_limits_of_anothers_session),
         TEST(the_reply_says_that_limits_were_lifted_once), TEST(status_lists_what_may_run),
         TEST(status_lists_more_commands_than_fit_into_one_message),
         TEST(taking_the_device_out_of_use_puts_the_limits_back),
         TEST(what_is_left_of_a_closed_session_stays_limited)});
}
