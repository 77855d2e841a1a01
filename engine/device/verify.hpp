// Verifying a code against a user's enabled devices.
//
// MUST: the attempt is on disk before the code is compared, written as if it had failed and as if
// every code of the current window were spent. What the comparison finds is then written without
// waiting for the disk: a process killed or a power lost at any point leaves the harsher state, in
// which no guess was free and no code opens twice, and which heals with the next code (of a clock
// that is slow by a tentative drift: with the first one that is no older than that attempt).
#pragma once

#include "engine/base/clock.hpp"
#include "engine/base/result.hpp"
#include "engine/device/account.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace mfa::device {

/// Time and boot as one request sees them.
struct Moment {
    WallTime wall;
    BootTime since_boot;
    std::string boot; ///< boot id
};

struct Attempt {
    enum class Outcome {
        accepted,
        wrong,
        spent,     ///< a right code that was used before, or is older than one that was
        same_code, ///< two different codes were asked for; not counted
        throttled, ///< not looked at
        no_device, ///< nothing to verify against
    };
    Outcome outcome = Outcome::wrong;
    std::string device;                  ///< accepted: which device it was
    std::chrono::seconds retry_after{0}; ///< how long the next attempt must wait
    std::uint32_t recovery_id = 0;       ///< accepted: the list of the recovery code, if it was one
};

/// Accepts a code once, within ±1 step of the device's learned drift; while that is tentative also
/// within ±1 step of none. Whichever alone can be meant is the drift from then on.
Result<Attempt> verify(Account& account, const SecretBuffer& code, const Moment& now);

/// Two consecutive codes of one device, searched `reach` around the present; both are consumed and
/// the drift is learned; one of at most an hour in the past is tentative, since two codes that were
/// typed late look like those of a clock that is slow. Counts as an attempt: it is a guess too.
Result<Attempt> prove(Account& account, Device& device, const SecretBuffer& first,
                      const SecretBuffer& second, std::chrono::seconds reach, const Moment& now);

/// The device's learned drift in seconds; positive: its clock is ahead.
std::int64_t drift_s(const Device& device, const DeviceUsage& usage);

} // namespace mfa::device
