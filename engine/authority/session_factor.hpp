// The factor that a session has shown: what is known of it, and writing it down.
#pragma once

#include "engine/authority/authorizer.hpp"
#include "engine/authority/services.hpp"
#include "engine/device/account.hpp"

#include <chrono>
#include <optional>

namespace mfa::authority {

/// What is known of a factor at `now`.
MfaFact fact_of(const std::optional<session::Factor>& factor, BootTime now);

/// The factor that the caller's running session has shown, if any.
Result<MfaFact> session_fact(const Services& services, const Caller& caller,
                             const session::Subject& subject);

/// `device` was shown just now and counts for `duration`.
session::Factor factor_shown_now(const Services& services, const device::Device& device,
                                 std::chrono::seconds duration);

/// Lets the caller's session count as having shown `factor`; what else its record says stays. False
/// when the session has no name (a job), which then cannot keep what was shown.
///
/// `held` is the owner's open account: its lock keeps the device from being taken out of use, and
/// its grants from being revoked, in the middle.
Result<bool> raise_session(const Services& services, const Caller& caller,
                           const device::Account& held, const session::Factor& factor);

} // namespace mfa::authority
