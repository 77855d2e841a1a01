#include "engine/device/throttle.hpp"
#include "tests/support/cmocka_cpp.hpp"

using namespace mfa;
using namespace mfa::device;
using namespace std::chrono_literals;

static void five_failures_are_free_then_waits_double_to_an_hour() {
    for (std::uint32_t failures = 0; failures < 5; ++failures) {
        CHECK(throttle_wait(failures) == 0s);
    }
    CHECK(throttle_wait(5) == 30s);
    CHECK(throttle_wait(6) == 60s);
    CHECK(throttle_wait(7) == 120s);
    CHECK(throttle_wait(11) == 1920s);
    CHECK(throttle_wait(12) == 3600s);
    CHECK(throttle_wait(4'000'000'000U) == 3600s);
}

static Usage after_failures(int count, BootTime at) {
    Usage usage;
    for (int i = 0; i < count; ++i) {
        throttle_failed(usage, at, "boot-1");
    }
    return usage;
}

static void the_wait_ends_after_its_time_and_not_before() {
    const Usage usage = after_failures(5, 1000s);
    CHECK(throttle_remaining(usage, 1000s, "boot-1") == 30s);
    CHECK(throttle_remaining(usage, 1000s + 1ms, "boot-1") == 30s); // rounded up
    CHECK(throttle_remaining(usage, 1029s, "boot-1") == 1s);
    CHECK(throttle_remaining(usage, 1030s, "boot-1") == 0s);
}

static void a_reboot_starts_the_wait_again_and_never_lengthens_it() {
    const Usage usage = after_failures(6, 500'000s);
    CHECK(throttle_remaining(usage, 5s, "boot-2") == 55s);
    CHECK(throttle_remaining(usage, 61s, "boot-2") == 0s);
}

static void a_record_from_the_future_waits_no_longer_than_its_wait() {
    const Usage usage = after_failures(5, 9999s);
    CHECK(throttle_remaining(usage, 10s, "boot-1") == 30s);
}

int main() {
    return mfa::test::run("device/throttle",
                          {
                              TEST(five_failures_are_free_then_waits_double_to_an_hour),
                              TEST(the_wait_ends_after_its_time_and_not_before),
                              TEST(a_reboot_starts_the_wait_again_and_never_lengthens_it),
                              TEST(a_record_from_the_future_waits_no_longer_than_its_wait),
                          });
}
