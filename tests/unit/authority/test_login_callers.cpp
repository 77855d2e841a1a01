// What docs/helper-protocol.md says of the PAM module's requests: who calls, from where, and in
// which session.
#include "tests/unit/authority/login_bench.hpp"

using namespace mfa;
using namespace mfa::test;
using namespace std::chrono_literals;

namespace {

/// As su and sudo ask: `caller` calls, wants to be root, no remote host.
Message inner_door(MessageType type, std::string_view caller = "alice") {
    Message request{type};
    request.add(Field::user, "root").add(Field::service, "sudo").add(Field::remote_user, caller);
    return request;
}

void a_caller_who_is_not_root_is_about_himself_only() {
    Bench bench;
    bench.enroll("alice", 1000);
    CHECK(verdict(bench.front_end(1001).handle(login(MessageType::auth_begin)).reply) ==
          Verdict::deny);
    CHECK(verdict(bench.front_end(1001).handle(login(MessageType::account)).reply) ==
          Verdict::deny);
    for (const auto type : {MessageType::session_open, MessageType::session_close}) {
        CHECK_EQUAL(Bench::outcome(bench.front_end(1000).handle(login(type)).reply),
                    static_cast<std::int64_t>(Outcome::denied));
    }
}

constexpr const char* circumstances_policy = R"({
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "host:StartFullSession", "Resource": "*",
     "Condition": {"IpAddress": {"aws:SourceIp": "10.20.0.0/16"}}},
    {"Effect": "Allow", "Action": "host:StartFullSession", "Resource": "*",
     "Condition": {"StringEquals": {"host:Tty": "tty1"}}},
    {"Effect": "Allow", "Action": "host:StartFullSession", "Resource": "*",
     "Condition": {"ForAnyValue:StringEquals": {"host:AuthMethod": "publickey"}}},
    {"Effect": "Allow", "Action": "host:StartFullSession", "Resource": "*",
     "Condition": {"StringEquals": {"host:TargetUser": "bob"}}},
    {"Effect": "Allow", "Action": ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice"],
     "Resource": "*"}
  ]})";

Message with_claims(MessageType type) {
    Message request{type};
    request.add(Field::user, "alice")
        .add(Field::service, "sshd")
        .add(Field::remote_host, "10.20.0.1")
        .add(Field::tty, "tty1")
        .add(Field::auth_method, "publickey")
        .add(Field::remote_user, "alice");
    request.add_number(Field::can_enroll, 1);
    return request;
}

void a_caller_who_is_not_root_does_not_choose_what_the_policy_is_asked() {
    Bench bench{circumstances_policy};
    for (const auto type : {MessageType::auth_begin, MessageType::account}) {
        CHECK(verdict(bench.front_end(0).handle(with_claims(type)).reply) == Verdict::not_needed);
        CHECK(verdict(bench.front_end(1000).handle(with_claims(type)).reply) == Verdict::deny);
    }
}

void a_caller_who_is_not_root_comes_from_where_his_session_came_from() {
    Bench bench{circumstances_policy};
    CHECK_OK(bench.sessions.write("audit-1", {{"alice", 1000}, "10.20.0.9", std::nullopt}));
    CHECK_OK(bench.sessions.write("audit-2", {{"alice", 1000}, "192.0.2.1", std::nullopt}));
    CHECK(
        verdict(bench.front_end(1000, "audit-1").handle(with_claims(MessageType::account)).reply) ==
        Verdict::not_needed);
    CHECK(
        verdict(bench.front_end(1000, "audit-2").handle(with_claims(MessageType::account)).reply) ==
        Verdict::deny);
}

void a_caller_who_is_not_root_neither_enrols_nor_enables_through_a_login() {
    Bench bench;
    CHECK(verdict(bench.front_end(1000).handle(login(MessageType::auth_begin)).reply) ==
          Verdict::deny);
    // Root's ticket of an enrolment, brought back by the user himself.
    const auto reply = proved(bench);
    CHECK_OK(bench.sessions.write("audit-1", {{"alice", 1000}, "192.0.2.1", std::nullopt}));
    CHECK(
        verdict(
            bench.front_end(1000).handle(with_ticket(login(MessageType::account), reply)).reply) ==
        Verdict::deny);
    CHECK(!CHECK_OK(device::Account::open(bench.store, bench.sealer, {"alice", 1000}))
               .has_enabled_device());
}

void su_and_sudo_know_the_factor_of_the_calling_session() {
    Bench bench;
    bench.enroll("alice", 1000, "audit-7");
    CHECK(
        verdict(bench.front_end(0, "audit-7").handle(inner_door(MessageType::auth_begin)).reply) ==
        Verdict::not_needed);
    CHECK(verdict(bench.front_end(0, "audit-7").handle(inner_door(MessageType::account)).reply) ==
          Verdict::not_needed);
    // Not another session, and not another user in the same one.
    CHECK(
        verdict(bench.front_end(0, "audit-8").handle(inner_door(MessageType::auth_begin)).reply) ==
        Verdict::ask_code);
    CHECK(
        verdict(
            bench.front_end(0, "audit-7").handle(inner_door(MessageType::account, "bob")).reply) ==
        Verdict::deny);
}

void a_login_never_counts_the_factor_of_the_session_it_was_started_from() {
    // sshd restarted from alice's shell inherits her audit session.
    Bench bench;
    bench.enroll("alice", 1000, "audit-7");
    CHECK(verdict(bench.front_end(0, "audit-7").handle(login(MessageType::auth_begin)).reply) ==
          Verdict::ask_code);
    CHECK(verdict(bench.front_end(0, "audit-7").handle(login(MessageType::account)).reply) ==
          Verdict::deny);
}

void a_factor_shown_to_sudo_changes_nothing_else_of_its_session() {
    Bench bench;
    bench.enroll("alice", 1000);
    CHECK_OK(bench.sessions.write("audit-7", {{"alice", 1000}, "192.0.2.1", std::nullopt}));
    auto& helper = bench.front_end(0, "audit-7");
    CHECK(verdict(helper.handle(inner_door(MessageType::auth_begin)).reply) == Verdict::ask_code);
    const auto reply =
        helper.handle(codes(MessageType::auth_verify, {bench.code("alice", 1000, 0)})).reply;
    CHECK_EQUAL(
        Bench::outcome(bench.front_end(0, "audit-7")
                           .handle(with_ticket(inner_door(MessageType::session_open), reply))
                           .reply),
        0);
    const auto record =
        CHECK_OK(bench.sessions.find({std::nullopt, {"audit-7"}, "audit-7"}, {"alice", 1000}));
    CHECK_EQUAL(record->remote_host, "192.0.2.1");
    CHECK_EQUAL(record->factor->device, "alice");
}

void a_grant_ends_with_its_time() {
    Bench bench;
    bench.enroll("alice", 1000, "audit-7");
    bench.pass(12h);
    CHECK(verdict(bench.front_end(0, "audit-7").handle(inner_door(MessageType::account)).reply) ==
          Verdict::deny);
}

/// A user's own front end chooses the remote host that it names; here one that goes on with what a
/// ticket says of a factor.
void a_remote_host_brings_no_factor() {
    Bench bench{R"({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "host:StartSession", "Resource": "*"},
        {"Effect": "Allow", "Action": "host:StartFullSession", "Resource": "*",
         "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}]})"};
    Message request{MessageType::auth_begin};
    request.add(Field::user, "alice")
        .add(Field::service, "sshd")
        .add(Field::remote_host, "192.0.2.1\ndevice=alice\ndevice_id=1\n"
                                 "factor_expires_at=9999999999\nshown_at=0");
    const auto begun = bench.front_end(1000).handle(request).reply;
    CHECK(begun.text(Field::ticket).has_value());
    const auto opened =
        bench.front_end(0).handle(with_ticket(login(MessageType::session_open), begun)).reply;
    CHECK(Bench::outcome(opened) != 0);
    CHECK_EQUAL(Bench::error_code(bench.front_end(0).handle(request).reply), "unavailable");
}

} // namespace

int main() {
    return mfa::test::run(
        "authority/login_callers",
        {
            TEST(a_caller_who_is_not_root_is_about_himself_only),
            TEST(a_caller_who_is_not_root_does_not_choose_what_the_policy_is_asked),
            TEST(a_caller_who_is_not_root_comes_from_where_his_session_came_from),
            TEST(a_caller_who_is_not_root_neither_enrols_nor_enables_through_a_login),
            TEST(su_and_sudo_know_the_factor_of_the_calling_session),
            TEST(a_login_never_counts_the_factor_of_the_session_it_was_started_from),
            TEST(a_factor_shown_to_sudo_changes_nothing_else_of_its_session),
            TEST(a_grant_ends_with_its_time),
            TEST(a_remote_host_brings_no_factor),
        });
}
