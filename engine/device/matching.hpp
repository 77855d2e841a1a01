// Which step of a device a code belongs to.
#pragma once

#include "engine/base/clock.hpp"
#include "engine/base/result.hpp"
#include "engine/base/secret_buffer.hpp"
#include "engine/device/record.hpp"
#include "engine/otp/code.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

namespace mfa::device {

/// A step (of a HOTP device: counter) whose code was entered, and the drift that follows. It is
/// good if it is later than the last one accepted, else spent.
struct Match {
    otp::Step step;
    std::int32_t drift_steps;
    bool is_tentative;
};

/// TOTP: within ±1 step of the learned drift; while that is tentative also within ±1 step of none,
/// and whichever alone can be meant is the drift from then on. HOTP: at most 10 counters ahead
/// (RFC 4226 section 7.4), or at most 10 back, which are spent.
Result<std::optional<Match>> find_match(const Device& device, const DeviceUsage& used,
                                        const SecretBuffer& code, WallTime now);

/// The last step whose code find_match() could take now. A tentative drift is a negative one.
otp::Step last_acceptable(const Device& device, const DeviceUsage& used, WallTime now);

/// How far from where it should be a device is looked for.
struct Reach {
    std::chrono::seconds clock; ///< TOTP: to both sides of the present
    otp::Step counters;         ///< HOTP: ahead of the last one spent
};

/// Enabling: an app set up a moment ago; a token whose button was pressed a few times.
inline constexpr Reach enable_reach{std::chrono::hours{1}, 100};
/// Resync: a day off, or 1,000 presses ahead.
inline constexpr Reach resync_reach{std::chrono::hours{24}, 1000};

/// What a device may show within `reach`.
otp::StepRange steps_within(const Device& device, const DeviceUsage& used, const Reach& reach,
                            WallTime now);

/// How far off a step is: for TOTP in steps against the present, for HOTP against the last one
/// spent.
std::int64_t offset_of(const Device& device, const DeviceUsage& used, otp::Step step, WallTime now);

/// The drift that two proved codes teach, the second being of `step`. Somebody who types slowly is
/// no clock that is slow: within the tolerance there is none; and one of at most an hour in the
/// past is tentative, since codes that were typed late look like those of a slow clock.
void learn_drift(const Device& device, DeviceUsage& used, otp::Step step, WallTime now);

/// After a wrong code: whether it was right at another time within a day, or up to 1,000 presses
/// ahead, as codes of a device are that is out of step. Two different ones that agree confirm it;
/// one alone is as likely a guess, and says nothing to whoever made it.
Result<Stray> find_stray(const Device& device, const DeviceUsage& used, const SecretBuffer& code,
                         const Stray& before, WallTime now);

} // namespace mfa::device
