// Clocks that jump, stand, repeat themselves or start again: no code opens twice, no wait is
// shortened, nobody is locked out for good.
#include "tests/unit/device/life_cycle_bench.hpp"

using namespace mfa;
using namespace mfa::test;
using Bench = LifeCycleBench;

namespace {

constexpr int steps_a_day = 24 * 3600 / 30;

SecretBuffer typed(std::string_view code) {
    return SecretBuffer::copy_of(code);
}

Outcome resync_with(Bench& bench, int first) {
    auto opened = bench.account();
    return CHECK_OK(resync(opened, "alice", bench.code(first), bench.code(first + 1), bench.now))
        .attempt.outcome;
}

/// An enabled device with the secret of RFC 6238, so that its codes are known from elsewhere.
void enroll_rfc_device(Bench& bench, unsigned digits) {
    auto opened = bench.account();
    Device device;
    device.id = opened.take_device_id();
    device.name = "alice";
    device.parameters.digits = digits;
    device.secret = SecretBuffer::copy_of("12345678901234567890");
    device.state = State::enabled;
    device.created_at = bench.now.wall;
    device.enabled_at = bench.now.wall;
    opened.devices().push_back(std::move(device));
    CHECK_OK(opened.save_devices());
}

/// The host's clock is wrong by `jump`, and the phone's is right: the way out and the way back.
void jump_and_come_back(std::chrono::seconds jump, int phone_ahead) {
    Bench bench;
    bench.enroll();
    bench.pass(300s);
    const auto used = bench.code(0);
    CHECK(bench.verify(used).outcome == Outcome::accepted);
    bench.now.wall += jump;
    CHECK(bench.verify(used).outcome == Outcome::wrong);
    CHECK(bench.verify(phone_ahead) == Outcome::wrong);
    bench.pass(60s);
    CHECK(resync_with(bench, phone_ahead) == Outcome::accepted);
    bench.pass(60s);
    const auto used_meanwhile = bench.code(phone_ahead);
    CHECK(bench.verify(used_meanwhile).outcome == Outcome::accepted);
    CHECK(bench.verify(used_meanwhile).outcome == Outcome::spent);
    bench.now.wall -= jump;
    for (const auto* const code : {&used, &used_meanwhile}) {
        CHECK(bench.verify(*code).outcome != Outcome::accepted);
    }
    bench.pass(60s);
    CHECK(resync_with(bench, -1) == Outcome::accepted);
    CHECK(bench.verify(1) == Outcome::accepted);
}

void a_clock_set_back_a_day_opens_nothing_twice_and_resync_helps_both_ways() {
    jump_and_come_back(-24h, steps_a_day);
}

void a_clock_set_forward_a_day_opens_nothing_twice_and_resync_helps_both_ways() {
    jump_and_come_back(24h, -steps_a_day);
}

void a_clock_that_jumps_and_comes_back_by_itself_needs_nobody() {
    for (const auto jump : {-24h, 24h, -24h * 365 * 60, 24h * 365 * 60}) {
        Bench bench;
        bench.enroll();
        bench.pass(300s);
        const auto phone = bench.code(0);
        bench.now.wall += jump;
        CHECK(bench.verify(phone).outcome == Outcome::wrong);
        bench.now.wall -= jump;
        CHECK(bench.verify(phone).outcome == Outcome::accepted);
    }
}

void a_clock_from_before_the_epoch_denies_and_breaks_nothing() {
    Bench bench;
    bench.enroll();
    bench.pass(300s);
    const auto right = bench.code(0);
    const auto wall = bench.now.wall;
    bench.now.wall = WallTime{-100s};
    CHECK(bench.verify(right).outcome == Outcome::wrong);
    CHECK_EQUAL(bench.account().usage().failures, 1U);
    bench.now.wall = wall;
    CHECK(bench.verify(right).outcome == Outcome::accepted);
}

void a_crash_under_a_clock_far_ahead_is_healed_by_a_new_device() {
    Bench bench;
    bench.enroll();
    bench.pass(300s);
    const auto wall = bench.now.wall;
    bench.now.wall += 24h * 365 * 60;
    bench.store.fail_after = 1;
    {
        auto opened = bench.account();
        CHECK(!device::verify(opened, bench.code(50), bench.now).has_value());
    }
    bench.store.fail_after = -1;
    bench.now.wall = wall;
    // Every code until then is spent: which of them were used nobody knows any more.
    CHECK(bench.verify(0) == Outcome::spent);
    CHECK(resync_with(bench, 0) == Outcome::spent);
    {
        auto opened = bench.account();
        CHECK(CHECK_OK(device::remove(opened, "alice")) == Refusal::none);
    }
    bench.enroll();
    CHECK(bench.verify(1) == Outcome::accepted);
}

void codes_are_right_across_2038_and_2106_and_centuries_later() {
    struct Case {
        std::int64_t at;
        const char* code;
    };
    // The last is RFC 6238 appendix B; the others were computed with Python's hmac from its secret.
    for (const auto& [at, code] : {Case{2147483647, "24703886"},     // 2038-01-19 03:14:07
                                   Case{2147483678, "51302373"},     // 2^31 + 30
                                   Case{4294967295, "59791428"},     // 2106-02-07 06:28:15
                                   Case{4294967326, "28427924"},     // 2^32 + 30
                                   Case{20000000000, "65353130"}}) { // 2603-10-11 11:33:20
        Bench bench;
        bench.now.wall = WallTime{std::chrono::seconds{at} - 300s};
        enroll_rfc_device(bench, 8);
        bench.pass(300s);
        CHECK(bench.verify(typed(code)).outcome == Outcome::accepted);
        CHECK(bench.verify(typed(code)).outcome == Outcome::spent);
        CHECK(bench.usage().last_used_at == bench.now.wall); // as it is stored
        CHECK_EQUAL(bench.usage().last_step, at / 30);
    }
}

void a_device_lives_through_2038_and_2106() {
    for (const std::int64_t edge : {std::int64_t{1} << 31U, std::int64_t{1} << 32U}) {
        Bench bench;
        bench.now.wall = WallTime{std::chrono::seconds{edge} - 95s};
        bench.enroll();
        for (int i = 0; i < 8; ++i) {
            bench.pass(30s);
            CHECK(bench.verify(0) == Outcome::accepted);
            CHECK(bench.verify(0) == Outcome::spent);
        }
        CHECK(CHECK_OK([&bench] {
                  auto opened = bench.account();
                  return deactivate(opened, "alice");
              }()) == Refusal::none);
        bench.pass(60s);
        CHECK(bench.prove(-1, 0).attempt.outcome == Outcome::accepted);
    }
}

void a_repeated_second_repeats_no_code() {
    // 2016-12-31 23:59:60 was 00:00:00 twice for clocks that step (1483228800 begins a time step).
    Bench bench;
    bench.now.wall = WallTime{1'483'228'800s} - 300s;
    bench.enroll();
    bench.pass(299s);
    const auto last = bench.code(0);
    const auto first = bench.code(1);
    CHECK(bench.verify(last).outcome == Outcome::accepted);
    bench.pass(1s);
    CHECK(bench.verify(first).outcome == Outcome::accepted);
    bench.now.wall -= 1s; // the leap second: the clock shows the last step again
    bench.now.since_boot += 1s;
    CHECK(bench.verify(last).outcome == Outcome::spent);
    CHECK(bench.verify(first).outcome == Outcome::spent);
    bench.pass(1s);
    CHECK(bench.verify(first).outcome == Outcome::spent);
    bench.pass(30s);
    CHECK(bench.verify(0) == Outcome::accepted);
    CHECK_EQUAL(bench.account().usage().failures, 0U); // nobody guessed
}

Bench& fail_five_times(Bench& bench) {
    bench.enroll();
    bench.pass(300s);
    for (int i = 0; i < 5; ++i) {
        CHECK(bench.verify(50) == Outcome::wrong);
    }
    return bench;
}

void no_jump_of_the_wall_clock_shortens_or_lengthens_a_wait() {
    for (const auto jump : {-24h, 24h, 24h * 365 * 60, -24h * 365 * 60}) {
        Bench bench;
        fail_five_times(bench);
        const auto right = bench.code(1);
        bench.now.wall += jump;
        bench.now.since_boot += 29s;
        const auto early = bench.verify(right);
        CHECK(early.outcome == Outcome::throttled);
        CHECK(early.retry_after == 1s);
        bench.now.wall -= jump;
        bench.now.since_boot += 1s;
        CHECK(bench.verify(right).outcome == Outcome::accepted);
    }
}

void a_suspended_machine_goes_on_waiting() {
    // CLOCK_BOOTTIME "also includes any time that the system is suspended" (clock_gettime(2)).
    Bench bench;
    fail_five_times(bench);
    bench.pass(8h);
    CHECK(bench.verify(0) == Outcome::accepted);
}

void a_reboot_starts_the_wait_again_and_gives_no_code_back() {
    Bench bench;
    bench.enroll();
    bench.pass(300s);
    const auto used = bench.code(0);
    CHECK(bench.verify(used).outcome == Outcome::accepted);
    for (int i = 0; i < 5; ++i) {
        CHECK(bench.verify(50) == Outcome::wrong);
    }
    bench.now.boot = std::string(36, 'c');
    bench.now.since_boot = 2s;
    CHECK(bench.verify(1) == Outcome::throttled);
    bench.now.since_boot = 29'999ms;
    CHECK(bench.verify(1) == Outcome::throttled);
    bench.now.since_boot = 30s;
    CHECK(bench.verify(used).outcome == Outcome::spent);
    CHECK(bench.verify(1) == Outcome::accepted);
}

void a_boot_clock_that_runs_backwards_waits_once_more_and_ends() {
    // A machine restored from a snapshot: the same boot, but earlier than the last failure.
    Bench bench;
    fail_five_times(bench);
    const auto right = bench.code(1);
    bench.now.since_boot = 1s;
    CHECK(bench.verify(right).retry_after == 30s);
    bench.now.since_boot = 1301s; // the failures were at 1300 s of a machine that began at 1000 s
    CHECK(bench.verify(right).outcome == Outcome::throttled);
    bench.now.since_boot = 1330s;
    CHECK(bench.verify(right).outcome == Outcome::accepted);
}

void the_longest_wait_is_an_hour_whatever_the_clocks_say() {
    Bench bench;
    fail_five_times(bench);
    for (int i = 0; i < 50; ++i) {
        bench.pass(1h);
        CHECK(bench.verify(50) == Outcome::wrong);
    }
    bench.now.boot = std::string(36, 'c');
    bench.now.since_boot = 0s;
    CHECK(bench.verify(0) == Outcome::throttled);
    CHECK(bench.verify(bench.code(0)).retry_after == 1h);
    bench.pass(1h);
    CHECK(bench.verify(0) == Outcome::accepted);
}

} // namespace

int main() {
    return mfa::test::run(
        "device/clocks",
        {
            TEST(a_clock_set_back_a_day_opens_nothing_twice_and_resync_helps_both_ways),
            TEST(a_clock_set_forward_a_day_opens_nothing_twice_and_resync_helps_both_ways),
            TEST(a_clock_that_jumps_and_comes_back_by_itself_needs_nobody),
            TEST(a_clock_from_before_the_epoch_denies_and_breaks_nothing),
            TEST(a_crash_under_a_clock_far_ahead_is_healed_by_a_new_device),
            TEST(codes_are_right_across_2038_and_2106_and_centuries_later),
            TEST(a_device_lives_through_2038_and_2106),
            TEST(a_repeated_second_repeats_no_code),
            TEST(no_jump_of_the_wall_clock_shortens_or_lengthens_a_wait),
            TEST(a_suspended_machine_goes_on_waiting),
            TEST(a_reboot_starts_the_wait_again_and_gives_no_code_back),
            TEST(a_boot_clock_that_runs_backwards_waits_once_more_and_ends),
            TEST(the_longest_wait_is_an_hour_whatever_the_clocks_say),
        });
}
