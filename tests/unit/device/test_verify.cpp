// Which codes are accepted: once, in time, and within a drift that was learned.
#include "tests/unit/device/life_cycle_bench.hpp"

using namespace mfa;
using namespace mfa::test;
using Bench = LifeCycleBench;

namespace {

void a_code_is_accepted_once() {
    Bench bench;
    bench.enroll();
    bench.pass(60s);
    const auto code = bench.code(0);
    CHECK(bench.verify(code).outcome == Outcome::accepted);
    CHECK(bench.verify(code).outcome == Outcome::spent);
    CHECK_EQUAL(bench.account().usage().failures, 0U);
}

void the_step_before_and_after_are_accepted_and_no_others() {
    Bench bench;
    bench.enroll();
    bench.pass(300s);
    CHECK(bench.verify(-2) == Outcome::wrong);
    CHECK(bench.verify(2) == Outcome::wrong);
    CHECK(bench.verify(-20) == Outcome::wrong); // ten minutes old
    CHECK(bench.verify(-1) == Outcome::accepted);
    CHECK(bench.verify(0) == Outcome::accepted);
    CHECK(bench.verify(1) == Outcome::accepted);
}

void an_older_step_than_the_last_accepted_is_spent() {
    Bench bench;
    bench.enroll();
    bench.pass(300s);
    CHECK(bench.verify(1) == Outcome::accepted);
    CHECK(bench.verify(0) == Outcome::spent);
    CHECK(bench.verify(-1) == Outcome::spent);
}

void a_wall_clock_set_back_opens_no_spent_code() {
    Bench bench;
    bench.enroll();
    bench.pass(300s);
    const auto code = bench.code(0);
    CHECK(bench.verify(code).outcome == Outcome::accepted);
    bench.now.wall -= 30s;
    CHECK(bench.verify(code).outcome == Outcome::spent);
}

void six_failures_throttle_and_a_right_code_does_not_open() {
    Bench bench;
    bench.enroll();
    bench.pass(300s);
    for (int i = 0; i < 4; ++i) {
        const auto attempt = bench.verify(bench.code(5));
        CHECK(attempt.outcome == Outcome::wrong);
        CHECK(attempt.retry_after == 0s);
    }
    CHECK(bench.verify(bench.code(5)).retry_after == 30s);
    const auto refused = bench.verify(bench.code(0));
    CHECK(refused.outcome == Outcome::throttled);
    CHECK(refused.retry_after == 30s);
    CHECK_EQUAL(bench.account().usage().failures, 5U);
    bench.now.wall += 1h; // a clock set forward shortens nothing
    CHECK(bench.verify(0) == Outcome::throttled);
    bench.pass(30s);
    CHECK(bench.verify(0) == Outcome::accepted);
    CHECK_EQUAL(bench.account().usage().failures, 0U);
}

void enrolling_and_resyncing_are_throttled_like_verifying() {
    Bench bench;
    bench.create();
    for (int i = 0; i < 5; ++i) {
        CHECK(bench.prove(0, 3).attempt.outcome == Outcome::wrong);
    }
    CHECK(bench.prove(-1, 0).attempt.outcome == Outcome::throttled);
}

void two_codes_typed_late_at_enable_lock_nobody_out() {
    for (const int late : {-3, -5, -20, -119}) {
        Bench bench;
        bench.enroll(late);
        CHECK(bench.usage().drift_is_tentative);
        CHECK(bench.verify(late + 1) == Outcome::spent);
        CHECK(bench.verify(0) == Outcome::accepted);
        CHECK_EQUAL(bench.usage().drift_steps, 0);
        CHECK(!bench.usage().drift_is_tentative);
        bench.pass(300s);
        CHECK(bench.verify(late + 1) == Outcome::wrong);
        CHECK(bench.verify(1) == Outcome::accepted);
    }
}

void a_clock_that_is_slow_stays_slow_after_its_first_code() {
    Bench bench;
    bench.enroll(-11);
    bench.pass(60s);
    CHECK(bench.verify(-10) == Outcome::accepted);
    CHECK_EQUAL(bench.usage().drift_steps, -10);
    CHECK(!bench.usage().drift_is_tentative);
    bench.pass(300s);
    CHECK(bench.verify(0) == Outcome::wrong);
    CHECK(bench.verify(-11) == Outcome::accepted);
}

void a_code_that_fits_both_a_slow_clock_and_slow_typing_settles_nothing() {
    Bench bench;
    bench.enroll(-3); // drift -2: the step before this one is in both windows
    bench.pass(300s);
    CHECK(bench.verify(-1) == Outcome::accepted);
    CHECK(bench.usage().drift_is_tentative);
    bench.pass(60s);
    CHECK(bench.verify(-2) == Outcome::accepted);
    CHECK_EQUAL(bench.usage().drift_steps, -2);
    CHECK(!bench.usage().drift_is_tentative);
}

void while_a_drift_is_tentative_nothing_else_is_accepted_and_failures_count() {
    Bench bench;
    bench.enroll(-11);
    bench.pass(300s);
    for (const int wrong : {2, -2, -8, -12}) {
        CHECK(bench.verify(wrong) == Outcome::wrong);
    }
    CHECK_EQUAL(bench.account().usage().failures, 4U);
    CHECK(bench.usage().drift_is_tentative);
}

void a_clock_that_is_fast_was_not_typed_late() {
    Bench bench;
    bench.enroll(10);
    CHECK_EQUAL(bench.usage().drift_steps, 11);
    CHECK(!bench.usage().drift_is_tentative);
    bench.pass(300s);
    CHECK(bench.verify(0) == Outcome::wrong);
    CHECK(bench.verify(11) == Outcome::accepted);
}

void a_crash_with_a_tentative_drift_opens_no_code_twice() {
    Bench bench;
    bench.enroll(-11);
    bench.pass(300s);
    bench.store.fail_after = 1;
    {
        auto opened = bench.account();
        CHECK(!device::verify(opened, bench.code(0), bench.now).has_value());
    }
    bench.store.fail_after = -1;
    for (const int step : {-11, -10, -9, -1, 0, 1}) {
        CHECK(bench.verify(step) == Outcome::spent);
    }
    bench.pass(60s);
    CHECK(bench.verify(0) == Outcome::accepted);
}

void resync_finds_a_clock_that_is_hours_off() {
    Bench bench;
    bench.enroll();
    bench.pass(120s);
    CHECK(bench.verify(600) == Outcome::wrong);
    {
        auto opened = bench.account();
        const auto proof =
            CHECK_OK(resync(opened, "alice", bench.code(600), bench.code(601), bench.now));
        CHECK(proof.attempt.outcome == Outcome::accepted);
    }
    auto opened = bench.account();
    CHECK_EQUAL(drift_s(*opened.find("alice"), opened.usage_of(*opened.find("alice"))), 601 * 30);
    CHECK(bench.verify(600) == Outcome::spent);
    CHECK(bench.verify(601) == Outcome::spent);
    CHECK(bench.verify(602) == Outcome::accepted);
    CHECK(bench.verify(0) == Outcome::wrong);
}

void resync_reaches_a_day_and_not_further() {
    Bench bench;
    bench.enroll();
    bench.pass(48h);
    const auto try_resync = [&bench](int first) {
        auto opened = bench.account();
        return CHECK_OK(
                   resync(opened, "alice", bench.code(first), bench.code(first + 1), bench.now))
            .attempt.outcome;
    };
    CHECK(try_resync(2885) == Outcome::wrong);
    CHECK(try_resync(-2885) == Outcome::wrong);
    CHECK(try_resync(-2880) == Outcome::accepted);
}

/// Wherever a verify is cut off, no code opens twice and no attempt is free.
void a_crash_at_any_write_gives_no_free_guess() {
    for (int point = 0; point < 2; ++point) {
        Bench bench;
        bench.enroll();
        bench.pass(300s);
        const auto right = bench.code(0);
        const auto wrong = bench.code(7);
        bench.store.fail_after = point;
        {
            auto opened = bench.account();
            CHECK(!device::verify(opened, wrong, bench.now).has_value());
        }
        bench.store.fail_after = -1;
        // Cut off before anything was written, nothing was compared; afterwards it is counted.
        CHECK_EQUAL(bench.account().usage().failures, static_cast<std::uint32_t>(point));
        const auto next = bench.verify(right).outcome;
        CHECK(next == (point == 0 ? Outcome::accepted : Outcome::spent));
        bench.pass(60s);
        CHECK(bench.verify(0) == Outcome::accepted);
    }
}

} // namespace

int main() {
    return mfa::test::run(
        "device/verify",
        {
            TEST(a_code_is_accepted_once),
            TEST(the_step_before_and_after_are_accepted_and_no_others),
            TEST(an_older_step_than_the_last_accepted_is_spent),
            TEST(a_wall_clock_set_back_opens_no_spent_code),
            TEST(six_failures_throttle_and_a_right_code_does_not_open),
            TEST(enrolling_and_resyncing_are_throttled_like_verifying),
            TEST(two_codes_typed_late_at_enable_lock_nobody_out),
            TEST(a_clock_that_is_slow_stays_slow_after_its_first_code),
            TEST(a_code_that_fits_both_a_slow_clock_and_slow_typing_settles_nothing),
            TEST(while_a_drift_is_tentative_nothing_else_is_accepted_and_failures_count),
            TEST(a_clock_that_is_fast_was_not_typed_late),
            TEST(a_crash_with_a_tentative_drift_opens_no_code_twice),
            TEST(resync_finds_a_clock_that_is_hours_off),
            TEST(resync_reaches_a_day_and_not_further),
            TEST(a_crash_at_any_write_gives_no_free_guess),
        });
}
