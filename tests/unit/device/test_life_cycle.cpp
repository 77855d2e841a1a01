#include "engine/device/life_cycle.hpp"
#include "tests/support/cmocka_cpp.hpp"
#include "tests/support/fakes.hpp"

using namespace mfa;
using namespace mfa::device;
using namespace std::chrono_literals;
using Outcome = Attempt::Outcome;

namespace {

/// One user with a store in memory, and a phone that knows the secret.
struct Bench {
    test::FakeRandom random;
    test::MemoryStore store;
    Sealer sealer = CHECK_OK(Sealer::create(SecretBuffer::copy_of(std::string(32, 'k')), random));
    Owner alice{"alice", 1000};
    Moment now{WallTime{1'800'000'015s}, 1000s, std::string(36, 'b')};

    Account account() { return CHECK_OK(Account::open(store, sealer, alice)); }

    /// The code that the phone shows `steps` periods from now.
    SecretBuffer code(int steps, const std::string& name = "alice") {
        auto opened = account();
        const Device& device = *opened.find(name);
        const auto step = otp::step_at(now.wall, device.parameters.period_s) + steps;
        return CHECK_OK(otp::generate(device.secret, device.parameters, step));
    }
    Refusal create(const std::string& name = "alice") {
        auto opened = account();
        return CHECK_OK(device::create(opened, name, {}, 8, random, now));
    }
    Proof prove(int first, int second) {
        auto opened = account();
        return CHECK_OK(prove_created(opened, "alice", 8, code(first), code(second), now));
    }
    void enroll(int first = -1) {
        CHECK(create() == Refusal::none);
        CHECK(prove(first, first + 1).attempt.outcome == Outcome::accepted);
        auto opened = account();
        CHECK(CHECK_OK(commit_enable(opened, "alice", opened.find("alice")->id, now)) ==
              Refusal::none);
    }
    Attempt verify(const SecretBuffer& entered) {
        auto opened = account();
        return CHECK_OK(device::verify(opened, entered, now));
    }
    DeviceUsage usage() {
        auto opened = account();
        return opened.usage_of(*opened.find("alice"));
    }
    Outcome verify(int steps) { return verify(code(steps)).outcome; }
    void pass(std::chrono::seconds time) {
        now.wall += time;
        now.since_boot += time;
    }
};

void a_created_device_cannot_verify() {
    Bench bench;
    CHECK(bench.create() == Refusal::none);
    CHECK(bench.verify(0) == Outcome::no_device);
    CHECK(!bench.account().has_enabled_device());
}

void proving_alone_enables_nothing() {
    Bench bench;
    bench.create();
    CHECK(bench.prove(-1, 0).attempt.outcome == Outcome::accepted);
    CHECK(!bench.account().has_enabled_device());
}

void two_consecutive_codes_enable_and_are_consumed() {
    Bench bench;
    bench.enroll();
    CHECK(bench.account().has_enabled_device());
    CHECK(bench.verify(-1) == Outcome::spent);
    CHECK(bench.verify(0) == Outcome::spent);
    CHECK(bench.verify(1) == Outcome::accepted);
}

void the_same_code_twice_and_codes_out_of_order_enable_nothing() {
    Bench bench;
    bench.create();
    CHECK(bench.prove(0, 0).attempt.outcome == Outcome::same_code);
    CHECK_EQUAL(bench.account().usage().failures, 0U);
    CHECK(bench.prove(0, -1).attempt.outcome == Outcome::wrong);
    CHECK(bench.prove(0, 2).attempt.outcome == Outcome::wrong);
    CHECK_EQUAL(bench.account().usage().failures, 2U);
}

void an_interrupted_enrolment_is_replaced_by_the_next_one() {
    Bench bench;
    bench.create();
    const auto old_code = bench.code(0);
    const auto old_id = bench.account().find("alice")->id;
    CHECK(bench.create() == Refusal::none);
    CHECK(!bench.code(0).equals(old_code));
    auto opened = bench.account();
    CHECK(CHECK_OK(commit_enable(opened, "alice", old_id, bench.now)) == Refusal::not_found);
    CHECK_EQUAL(opened.devices().size(), 1U);
}

void an_enabled_device_is_never_replaced() {
    Bench bench;
    bench.enroll();
    CHECK(bench.create() == Refusal::already_enabled);
    CHECK(bench.verify(1) == Outcome::accepted);
}

void a_device_that_was_enabled_is_never_replaced() {
    Bench bench;
    bench.enroll();
    const auto id = bench.account().find("alice")->id;
    {
        auto opened = bench.account();
        CHECK(CHECK_OK(deactivate(opened, "alice")) == Refusal::none);
    }
    bench.pass(48h);
    CHECK(bench.create() == Refusal::switched_off);
    CHECK_EQUAL(bench.account().find("alice")->id, id);
    CHECK(is_switched_off(*bench.account().find("alice")));
    CHECK(bench.prove(-1, 0).attempt.outcome == Outcome::accepted);
}

void a_created_device_expires_after_an_hour() {
    Bench bench;
    bench.create();
    bench.pass(59min);
    CHECK(bench.prove(-1, 0).refusal == Refusal::none);
    bench.create();
    bench.pass(60min);
    CHECK(bench.prove(-1, 0).refusal == Refusal::not_found);
}

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

void a_deactivated_device_cannot_verify_and_does_not_expire() {
    Bench bench;
    bench.enroll();
    {
        auto opened = bench.account();
        CHECK(CHECK_OK(deactivate(opened, "alice")) == Refusal::none);
        CHECK(CHECK_OK(deactivate(opened, "alice")) == Refusal::not_enabled);
    }
    bench.pass(48h);
    CHECK(bench.verify(0) == Outcome::no_device);
    CHECK(!has_expired(*bench.account().find("alice"), bench.now.wall));
    CHECK(bench.prove(-1, 0).attempt.outcome == Outcome::accepted);
}

void a_limit_on_devices_holds() {
    Bench bench;
    bench.enroll();
    auto opened = bench.account();
    const auto create = [&](const std::string& name, std::size_t limit) {
        return CHECK_OK(device::create(opened, name, {}, limit, bench.random, bench.now));
    };
    CHECK(create("alice/phone", 1) == Refusal::too_many_devices);
    CHECK(create("alice/phone", 2) == Refusal::none);
    CHECK(create("alice/tablet", 2) == Refusal::none); // neither was enabled
    const auto prove = [&](const std::string& name) {
        const Device& device = *opened.find(name);
        const auto step = otp::step_at(bench.now.wall, device.parameters.period_s);
        return CHECK_OK(prove_created(
            opened, name, 2, CHECK_OK(otp::generate(device.secret, device.parameters, step - 1)),
            CHECK_OK(otp::generate(device.secret, device.parameters, step)), bench.now));
    };
    CHECK(prove("alice/phone").attempt.outcome == Outcome::accepted);
    CHECK(CHECK_OK(commit_enable(opened, "alice/phone", opened.find("alice/phone")->id,
                                 bench.now)) == Refusal::none);
    CHECK(prove("alice/tablet").refusal == Refusal::too_many_devices);
    // What is switched off can come back, so it counts; and it can come back.
    CHECK(CHECK_OK(deactivate(opened, "alice")) == Refusal::none);
    CHECK(prove("alice/tablet").refusal == Refusal::too_many_devices);
    bench.pass(60s);
    CHECK(prove("alice").attempt.outcome == Outcome::accepted);
}

void devices_that_never_were_enabled_keep_nobody_from_one() {
    Bench bench;
    auto opened = bench.account();
    const auto create = [&](const std::string& name) {
        return CHECK_OK(device::create(opened, name, {}, 1, bench.random, bench.now));
    };
    for (std::size_t i = 1; i < devices_max; ++i) {
        CHECK(create("alice/" + std::to_string(i)) == Refusal::none);
    }
    CHECK(create("alice") == Refusal::none);
    CHECK(create("alice/more") == Refusal::too_many_devices); // the sector has no room
    CHECK(create("alice") == Refusal::none);                  // replaces
    bench.pass(60min);
    CHECK(create("alice/more") == Refusal::none);
    CHECK_EQUAL(opened.devices().size(), 1U);
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

void an_old_record_or_an_old_usage_put_back_is_refused() {
    Bench bench;
    bench.enroll();
    const auto old_records = bench.store.records;
    const auto old_usages = bench.store.usages;
    bench.pass(60s);
    {
        auto opened = bench.account();
        CHECK(CHECK_OK(deactivate(opened, "alice")) == Refusal::none);
    }
    {
        auto opened = bench.account();
        CHECK(CHECK_OK(remove(opened, "alice")) == Refusal::none);
    }
    const auto records = bench.store.records;
    bench.store.records = old_records;
    CHECK_ERROR(Account::open(bench.store, bench.sealer, bench.alice), ErrorKind::corrupt);
    bench.store.records = records;
    bench.store.usages = old_usages;
    CHECK_ERROR(Account::open(bench.store, bench.sealer, bench.alice), ErrorKind::corrupt);
    bench.store.usages.clear();
    CHECK_ERROR(Account::open(bench.store, bench.sealer, bench.alice), ErrorKind::corrupt);
    bench.store.usages = old_usages;
    bench.store.records.clear();
    CHECK_ERROR(Account::open(bench.store, bench.sealer, bench.alice), ErrorKind::corrupt);
}

void a_crash_between_record_and_usage_is_healed() {
    Bench bench;
    bench.enroll();
    bench.store.fail_after = 1; // the record is written, its usage is not
    {
        auto opened = bench.account();
        CHECK(!deactivate(opened, "alice").has_value());
    }
    bench.store.fail_after = -1;
    CHECK(!bench.account().has_enabled_device());
    bench.pass(60s);
    CHECK(bench.prove(-1, 0).attempt.outcome == Outcome::accepted);
}

} // namespace

int main() {
    return mfa::test::run(
        "device/life_cycle",
        {
            TEST(a_created_device_cannot_verify),
            TEST(proving_alone_enables_nothing),
            TEST(two_consecutive_codes_enable_and_are_consumed),
            TEST(the_same_code_twice_and_codes_out_of_order_enable_nothing),
            TEST(an_interrupted_enrolment_is_replaced_by_the_next_one),
            TEST(an_enabled_device_is_never_replaced),
            TEST(a_device_that_was_enabled_is_never_replaced),
            TEST(a_created_device_expires_after_an_hour),
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
            TEST(a_deactivated_device_cannot_verify_and_does_not_expire),
            TEST(a_limit_on_devices_holds),
            TEST(devices_that_never_were_enabled_keep_nobody_from_one),
            TEST(a_crash_at_any_write_gives_no_free_guess),
            TEST(an_old_record_or_an_old_usage_put_back_is_refused),
            TEST(a_crash_between_record_and_usage_is_healed),
        });
}
