// How many guesses are looked at in a day of somebody who has the password and never pauses. The
// figures are those of docs/threat-model.md, which follow from the rule alone: five failures are
// free, then 30 s, and twice as long after each further one, up to an hour.
#include "tests/unit/device/life_cycle_bench.hpp"

#include <optional>

using namespace mfa;
using namespace mfa::test;
using Bench = LifeCycleBench;
using std::chrono::seconds;

namespace {

/// Every wait is a multiple of this, so that each attempt comes at the first moment it may.
constexpr seconds hammering{30};

// Attempts at 0 s: 5. Then, each after its wait: 30, 90, 210, 450, 930, 1890, 3810 s: 7. Then one
// an hour: 7410 s, …, of which the last before 86400 s is 3810 + 22 · 3600 = 83010 s: 22.
constexpr int looked_at_in_a_day = 5 + 7 + 22;

struct Attack {
    std::optional<seconds> reboot_every;
    std::optional<seconds> owner_logs_in_every;
};

void reboot(Bench& bench, int number) {
    bench.now.since_boot = 0s;
    bench.now.boot = std::string(34, 'r') + std::to_string(10 + number % 90);
}

void set_failures_back(Bench& bench) {
    auto opened = bench.account();
    opened.usage().failures = 0;
    CHECK_OK(opened.save_usage(LockedFiles::Sync::wait));
}

/// A guess every few seconds for 24 hours, and at once again for as long as one is looked at.
int guesses_looked_at(const Attack& attack) {
    Bench bench;
    bench.enroll();
    bench.pass(300s);
    int looked_at = 0;
    for (seconds time{0}; time < 24h; time += hammering) {
        if (attack.reboot_every && time > 0s && time % *attack.reboot_every == 0s) {
            reboot(bench, static_cast<int>(time / *attack.reboot_every));
        }
        if (attack.owner_logs_in_every && time > 0s && time % *attack.owner_logs_in_every == 0s) {
            set_failures_back(bench);
        }
        while (bench.verify(-50) == Outcome::wrong) {
            ++looked_at;
        }
        bench.pass(hammering);
    }
    return looked_at;
}

void a_day_of_guessing_is_34_attempts() {
    CHECK_EQUAL(guesses_looked_at({}), looked_at_in_a_day);
    CHECK_EQUAL(looked_at_in_a_day, 34);
}

void a_reboot_every_hour_leaves_12() {
    // At 0 s 5, then 30, …, 1890 s: 6. The wait of 1920 s starts again at the boot at 3600 s and
    // ends at 5520 s: 1. The next is an hour, and each boot comes before its end.
    CHECK_EQUAL(guesses_looked_at({1h, {}}), 5 + 6 + 1);
}

void no_rhythm_of_reboots_gives_more() {
    for (const seconds every : {30s, 60s, 600s, 1920s, 3630s, 7200s}) {
        CHECK(guesses_looked_at({every, {}}) <= looked_at_in_a_day);
    }
}

void an_owner_who_logs_in_five_times_a_day_gives_75() {
    // In each 17280 s: the 12 of the doubling, then those at 7410, 11010 and 14610 s.
    CHECK_EQUAL(guesses_looked_at({{}, 17280s}), 5 * (12 + 3));
}

void a_code_tried_during_the_wait_is_not_looked_at_though_it_is_right() {
    Bench bench;
    bench.enroll();
    bench.pass(300s);
    for (int i = 0; i < 5; ++i) {
        CHECK(bench.verify(-50) == Outcome::wrong);
    }
    bench.now.since_boot += 29'999ms;
    CHECK(bench.verify(0) == Outcome::throttled);
    CHECK_EQUAL(bench.account().usage().failures, 5U); // hammering lengthens no wait
    bench.now.since_boot += 1ms;
    CHECK(bench.verify(0) == Outcome::accepted);
}

void a_guess_at_two_codes_is_a_guess() {
    Bench bench;
    bench.enroll();
    bench.pass(300s);
    int looked_at = 0;
    for (seconds time{0}; time < 1h; time += hammering) {
        const auto resync_once = [&bench] {
            auto opened = bench.account();
            return CHECK_OK(resync(opened, "alice", bench.code(-50), bench.code(50), bench.now))
                .attempt.outcome;
        };
        while ((looked_at % 2 == 0 ? resync_once() : bench.verify(-50)) == Outcome::wrong) {
            ++looked_at;
        }
        bench.pass(hammering);
    }
    CHECK_EQUAL(looked_at, 5 + 6); // as many as of verifying alone
}

} // namespace

int main() {
    return mfa::test::run(
        "device/guessing",
        {
            TEST(a_day_of_guessing_is_34_attempts),
            TEST(a_reboot_every_hour_leaves_12),
            TEST(no_rhythm_of_reboots_gives_more),
            TEST(an_owner_who_logs_in_five_times_a_day_gives_75),
            TEST(a_code_tried_during_the_wait_is_not_looked_at_though_it_is_right),
            TEST(a_guess_at_two_codes_is_a_guess),
        });
}
