// Devices from being created to being removed, and what is kept of them.
#include "tests/unit/device/life_cycle_bench.hpp"

using namespace mfa;
using namespace mfa::test;
using Bench = LifeCycleBench;

namespace {

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
    bench.store.fail_after = 2; // its sector and the new record are written, the new sector is not
    {
        auto opened = bench.account();
        CHECK(!deactivate(opened, "alice").has_value());
    }
    bench.store.fail_after = -1;
    CHECK(!bench.account().has_enabled_device());
    bench.pass(60s);
    CHECK(bench.prove(-1, 0).attempt.outcome == Outcome::accepted);
}

Refusal take_over(LifeCycleBench& bench, const std::string& name, otp::Step last_step) {
    auto opened = bench.account();
    const Seed seed{{}, SecretBuffer::copy_of("12345678901234567890"), last_step, 2};
    return CHECK_OK(device::take_over(opened, name, seed, 8, bench.now));
}

void a_device_taken_over_verifies_with_what_was_known_of_it() {
    LifeCycleBench bench;
    const auto present = otp::step_at(bench.now.wall, 30);
    CHECK(take_over(bench, "alice/token", present + 1) == Refusal::none);
    CHECK(bench.verify(bench.code(0, "alice/token")).outcome == Outcome::wrong); // drift is 2
    CHECK(bench.verify(bench.code(1, "alice/token")).outcome == Outcome::spent);
    CHECK(bench.verify(bench.code(2, "alice/token")).outcome == Outcome::accepted);
    CHECK(take_over(bench, "alice/token", -1) == Refusal::already_enabled);
}

void a_full_account_takes_a_device_in_the_place_of_one_that_expired() {
    LifeCycleBench bench;
    for (std::size_t i = 0; i < devices_max; ++i) {
        CHECK(bench.create("alice/" + std::to_string(i)) == Refusal::none);
        auto opened = bench.account();
        static_cast<void>(opened.usage_of(opened.devices().back()));
        CHECK_OK(opened.save_usage(LockedFiles::Sync::wait));
    }
    CHECK(take_over(bench, "alice/token", 5) == Refusal::too_many_devices);
    bench.pass(1h);
    CHECK(take_over(bench, "alice/token", 5) == Refusal::none);
    CHECK_EQUAL(bench.account().devices().size(), 1U);
}

void a_reset_removes_all_factors_and_keeps_the_wait() {
    LifeCycleBench bench;
    bench.enroll();
    bench.pass(300s);
    for (int i = 0; i < 5; ++i) {
        CHECK(bench.verify(5) == Outcome::wrong);
    }
    auto opened = bench.account();
    CHECK_OK(device::reset(opened));
    CHECK_EQUAL(bench.account().devices().size(), 0U);
    CHECK_EQUAL(bench.account().usage().failures, 5U);
    CHECK(bench.create() == Refusal::none);
}

void a_disabled_user_stays_so_and_keeps_the_devices() {
    LifeCycleBench bench;
    bench.enroll();
    auto opened = bench.account();
    CHECK_OK(set_standing(opened, Standing::disabled));
    CHECK(bench.account().is_disabled());
    CHECK_EQUAL(bench.account().devices().size(), 1U);
    CHECK_OK(set_standing(opened, Standing::active));
    CHECK(!bench.account().is_disabled());
}

} // namespace

int main() {
    return mfa::test::run("device/life_cycle",
                          {
                              TEST(a_created_device_cannot_verify),
                              TEST(proving_alone_enables_nothing),
                              TEST(two_consecutive_codes_enable_and_are_consumed),
                              TEST(the_same_code_twice_and_codes_out_of_order_enable_nothing),
                              TEST(an_interrupted_enrolment_is_replaced_by_the_next_one),
                              TEST(an_enabled_device_is_never_replaced),
                              TEST(a_device_that_was_enabled_is_never_replaced),
                              TEST(a_created_device_expires_after_an_hour),
                              TEST(a_deactivated_device_cannot_verify_and_does_not_expire),
                              TEST(a_limit_on_devices_holds),
                              TEST(devices_that_never_were_enabled_keep_nobody_from_one),
                              TEST(an_old_record_or_an_old_usage_put_back_is_refused),
                              TEST(a_crash_between_record_and_usage_is_healed),
                              TEST(a_device_taken_over_verifies_with_what_was_known_of_it),
                              TEST(a_full_account_takes_a_device_in_the_place_of_one_that_expired),
                              TEST(a_reset_removes_all_factors_and_keeps_the_wait),
                              TEST(a_disabled_user_stays_so_and_keeps_the_devices),
                          });
}
