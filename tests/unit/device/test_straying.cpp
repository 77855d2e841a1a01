// Wrong codes that were right at another time: said after two that agree, and never after one.
#include "tests/unit/device/life_cycle_bench.hpp"

using namespace mfa;
using namespace mfa::test;

namespace {

void two_codes_of_a_clock_that_is_off_name_the_device_and_how_far() {
    LifeCycleBench bench;
    bench.enroll();
    bench.pass(300s);
    CHECK(!bench.verify(bench.code(-200)).astray);
    bench.pass(60s);
    const auto attempt = bench.verify(bench.code(-200));
    CHECK(attempt.outcome == Outcome::wrong);
    CHECK(attempt.astray.has_value());
    CHECK_EQUAL(attempt.astray->device, "alice");
    CHECK_EQUAL(attempt.astray->amount, -6000); // seconds: 200 periods of 30
    CHECK_EQUAL(bench.account().usage().failures, 2U);
}

void the_same_code_twice_tells_nothing() {
    LifeCycleBench bench;
    bench.enroll();
    bench.pass(300s);
    const auto code = bench.code(-200);
    CHECK(!bench.verify(code).astray);
    CHECK(!bench.verify(code).astray);
    CHECK(!confirmed_stray(bench.account()));
}

void two_codes_that_disagree_tell_nothing() {
    LifeCycleBench bench;
    bench.enroll();
    bench.pass(300s);
    CHECK(!bench.verify(bench.code(-200)).astray);
    CHECK(!bench.verify(bench.code(+900)).astray);
    CHECK(!confirmed_stray(bench.account()));
}

void a_good_code_or_a_resync_ends_the_suspicion() {
    LifeCycleBench bench;
    bench.enroll();
    bench.pass(300s);
    for (int i = 0; i < 2; ++i) {
        CHECK(bench.verify(-200) == Outcome::wrong);
        bench.pass(60s);
    }
    CHECK(confirmed_stray(bench.account()).has_value());
    CHECK(bench.verify(0) == Outcome::accepted);
    CHECK(!confirmed_stray(bench.account()));
    bench.pass(300s);
    for (int i = 0; i < 2; ++i) {
        CHECK(bench.verify(400) == Outcome::wrong);
        bench.pass(60s);
    }
    CHECK(confirmed_stray(bench.account()).has_value());
    auto opened = bench.account();
    const auto proof =
        CHECK_OK(device::resync(opened, "alice", bench.code(400), bench.code(401), bench.now));
    CHECK(proof.attempt.outcome == Outcome::accepted);
    CHECK(!confirmed_stray(bench.account()));
    CHECK_EQUAL(drift_s(*opened.find("alice"), bench.usage()), 401 * 30);
}

void a_clock_a_day_off_is_found_by_resync_and_two_days_are_not() {
    LifeCycleBench bench;
    bench.enroll();
    bench.pass(72h);
    auto opened = bench.account();
    const int day = 24 * 120;
    const auto far = CHECK_OK(
        device::resync(opened, "alice", bench.code(2 * day), bench.code(2 * day + 1), bench.now));
    CHECK(far.attempt.outcome == Outcome::wrong);
    const auto near =
        CHECK_OK(device::resync(opened, "alice", bench.code(-day), bench.code(1 - day), bench.now));
    CHECK(near.attempt.outcome == Outcome::accepted);
    CHECK(bench.verify(2 - day) == Outcome::accepted);
}

} // namespace

int main() {
    return mfa::test::run("device/straying",
                          {
                              TEST(two_codes_of_a_clock_that_is_off_name_the_device_and_how_far),
                              TEST(the_same_code_twice_tells_nothing),
                              TEST(two_codes_that_disagree_tell_nothing),
                              TEST(a_good_code_or_a_resync_ends_the_suspicion),
                              TEST(a_clock_a_day_off_is_found_by_resync_and_two_days_are_not),
                          });
}
