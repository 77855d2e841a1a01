// One-time codes over liboath: RFC 4226 (HOTP) and RFC 6238 (TOTP).
#pragma once

#include "engine/base/clock.hpp"
#include "engine/base/result.hpp"
#include "engine/base/secret_buffer.hpp"
#include "engine/otp/parameters.hpp"

#include <cstdint>
#include <optional>

namespace mfa::otp {

/// The moving factor: for TOTP the number of whole periods since the epoch (RFC 6238 section 4.2).
using Step = std::int64_t;

/// The step that `time` lies in. Negative before the epoch.
Step step_at(WallTime time, unsigned period_s);

/// The code of one step, `digits` decimal characters. Period is not looked at.
Result<SecretBuffer> generate(const SecretBuffer& secret, const Parameters& parameters, Step step);

/// An inclusive range of steps; empty when last < first. Negative steps never match.
struct StepRange {
    Step first;
    Step last;
};

/// The latest step in the range whose code equals `code`. Every step of the range is computed and
/// compared in constant time, whether or not an earlier one matched.
Result<std::optional<Step>> find_step(const SecretBuffer& secret, const Parameters& parameters,
                                      const SecretBuffer& code, StepRange range);

/// The latest step s in the range such that `first` is the code of s and `second` that of s + 1.
Result<std::optional<Step>> find_consecutive(const SecretBuffer& secret,
                                             const Parameters& parameters,
                                             const SecretBuffer& first, const SecretBuffer& second,
                                             StepRange range);

} // namespace mfa::otp
