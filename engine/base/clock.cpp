#include "engine/base/clock.hpp"

#include <ctime>
#include <thread>

namespace mfa {

namespace {

timespec read_clock(clockid_t id) {
    timespec now{};
    // Cannot fail for these two clocks on the kernels that we support (clock_gettime(2)).
    static_cast<void>(clock_gettime(id, &now));
    return now;
}

} // namespace

void SystemPause::wait(std::chrono::milliseconds time) {
    std::this_thread::sleep_for(time);
}

WallTime SystemWallClock::now() const {
    return WallTime{std::chrono::seconds{read_clock(CLOCK_REALTIME).tv_sec}};
}

BootTime SystemBootClock::now() const {
    const timespec now = read_clock(CLOCK_BOOTTIME);
    return std::chrono::seconds{now.tv_sec} +
           std::chrono::duration_cast<BootTime>(std::chrono::nanoseconds{now.tv_nsec});
}

} // namespace mfa
