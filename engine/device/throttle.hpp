// The brake on guessing: one counter for each user, over all devices and doors.
//
// Five failures are free; then 30 s must pass, and twice as long after each further one, up to an
// hour. The wait is measured on the boot clock, so that no change of the wall clock shortens it;
// after a reboot it starts again at boot. It never locks for good.
#pragma once

#include "engine/base/clock.hpp"
#include "engine/device/record.hpp"

#include <chrono>
#include <string_view>

namespace mfa::device {

/// The wait that so many failures in a row ask for.
std::chrono::seconds throttle_wait(std::uint32_t failures);

/// How long the user must still wait, rounded up; zero when an attempt may be made.
std::chrono::seconds throttle_remaining(const Usage& usage, BootTime now, std::string_view boot);

/// Counts one failure.
void throttle_failed(Usage& usage, BootTime now, std::string_view boot);

} // namespace mfa::device
