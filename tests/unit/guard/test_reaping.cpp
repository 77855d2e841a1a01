// Which sessions are forgotten when another begins.
#include "engine/guard/reaping.hpp"
#include "tests/support/fake_guard.hpp"

#include <vector>

using namespace mfa;
using namespace mfa::test;
using guard::SessionState;

namespace {

constexpr guard::SessionId in_use = 1;
constexpr guard::SessionId left_behind = 2;
constexpr guard::SessionId killed = 3;
constexpr guard::SessionId granted_and_killed = 4;
constexpr guard::SessionId over = 5;
constexpr guard::SessionId new_one = 6;

/// One of each kind; somebody is in the first two.
FakeGuard guard_of_all() {
    FakeGuard guard;
    guard.sessions[in_use] = {SessionState::limited, 0, {}};
    guard.sessions[left_behind] = {SessionState::closed, 0, {}};
    guard.sessions[killed] = {SessionState::limited, 0, {}};
    guard.sessions[granted_and_killed] = {SessionState::granted, 0, BootTime::max()};
    guard.sessions[over] = {SessionState::closed, 0, {}};
    return guard;
}

using Left = std::vector<guard::SessionId>;

Left left_by_reaping(const Result<AuditSessions>& living) {
    FakeGuard guard = guard_of_all();
    CHECK_EQUAL(guard::reap(guard, [&living] { return living; }).has_value(), living.has_value());
    Left left;
    for (const auto& [session, limits] : guard.sessions) {
        left.push_back(session);
    }
    return left;
}

} // namespace

static void what_nobody_is_in_is_forgotten_whether_it_was_closed_or_not() {
    CHECK(
        (left_by_reaping(AuditSessions{{in_use, left_behind}, true}) == Left{in_use, left_behind}));
}

static void what_may_be_open_stays_where_not_every_process_is_seen() {
    CHECK((left_by_reaping(AuditSessions{{left_behind}, false}) ==
           Left{in_use, left_behind, killed, granted_and_killed}));
}

static void where_nobody_can_be_seen_nothing_is_forgotten() {
    CHECK((left_by_reaping(Error{ErrorKind::internal, "look at processes"}) ==
           Left{in_use, left_behind, killed, granted_and_killed, over}));
}

static void a_session_that_begins_meanwhile_is_not_judged() {
    FakeGuard guard = guard_of_all();
    CHECK_OK(guard::reap(guard, [&guard]() -> Result<AuditSessions> {
        guard.sessions[new_one] = {SessionState::limited, 0, {}};
        return AuditSessions{{}, true};
    }));
    CHECK_EQUAL(guard.sessions.size(), 1U);
    CHECK_EQUAL(guard.sessions.count(new_one), 1U);
}

static void processes_are_not_looked_at_where_there_is_nothing_to_forget() {
    FakeGuard guard;
    CHECK_OK(guard::reap(guard, []() -> Result<AuditSessions> {
        return Error{ErrorKind::internal, "look at processes"};
    }));
}

int main() {
    return mfa::test::run("guard/reaping",
                          {TEST(what_nobody_is_in_is_forgotten_whether_it_was_closed_or_not),
                           TEST(what_may_be_open_stays_where_not_every_process_is_seen),
                           TEST(where_nobody_can_be_seen_nothing_is_forgotten),
                           TEST(a_session_that_begins_meanwhile_is_not_judged),
                           TEST(processes_are_not_looked_at_where_there_is_nothing_to_forget)});
}
