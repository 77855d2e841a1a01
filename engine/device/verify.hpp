// Verifying a code against a user's enabled devices.
//
// MUST: the attempt is on disk before the code is compared, written as if it had failed and as if
// every TOTP code of the current window were spent. What the comparison finds is then written
// without waiting for the disk: a process killed or a power lost at any point leaves the harsher
// state, in which no guess was free and no code opens twice, and which heals with the next code (of
// a clock that is slow by a tentative drift: with the first one that is no older than that
// attempt). A HOTP device would not heal by itself, so its counters are not spent beforehand; what
// it shows is spent on disk before it is accepted.
#pragma once

#include "engine/base/clock.hpp"
#include "engine/base/result.hpp"
#include "engine/device/account.hpp"
#include "engine/device/matching.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mfa::device {

/// Time and boot as one request sees them.
struct Moment {
    WallTime wall;
    BootTime since_boot;
    std::string boot; ///< boot id
};

/// A device whose codes are right at another time than now.
struct Astray {
    std::string device;
    otp::Kind kind = otp::Kind::totp;
    std::int64_t amount = 0; ///< TOTP: seconds, positive: its clock is ahead; HOTP: counters ahead
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
    std::optional<Astray> astray;        ///< wrong: what two such codes say of a device
    std::uint32_t recovery_id = 0; ///< accepted, spent: the recovery code's list, if it was one
    std::int64_t skipped = 0;      ///< proved: counters of a HOTP device that were passed over
};

/// Accepts a code once, where find_match() finds it. What a HOTP device's code spends is on disk
/// when this returns: its counter waits for no clock.
Result<Attempt> verify(Account& account, const SecretBuffer& code, const Moment& now);

/// Two consecutive codes of one device, searched within `reach`; both are consumed and the drift is
/// learned (learn_drift). Counts as an attempt: it is a guess too.
Result<Attempt> prove(Account& account, Device& device, const SecretBuffer& first,
                      const SecretBuffer& second, const Reach& reach, const Moment& now);

/// An enabled device that two wrong codes have shown to be out of step, if there is one.
std::optional<Astray> confirmed_stray(const Account& account);

/// The device's learned drift in seconds; positive: its clock is ahead.
std::int64_t drift_s(const Device& device, const DeviceUsage& usage);

} // namespace mfa::device
