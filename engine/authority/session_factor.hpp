// The factor that a session has shown: what is known of it, and writing it down.
#pragma once

#include "engine/authority/authorizer.hpp"
#include "engine/authority/limited_session.hpp"
#include "engine/authority/services.hpp"
#include "engine/device/account.hpp"
#include "engine/device/verify.hpp"

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

/// The same of what an accepted attempt has shown: a device of `account`, or a recovery code, which
/// stands for its list.
session::Factor factor_shown_now(const Services& services, device::Account& account,
                                 const device::Attempt& attempt, std::chrono::seconds duration);

/// Takes a device that was taken out of use out of every session; with the last one also what
/// recovery codes have unlocked. `held` as for raise_session().
Result<> revoke_device(const Services& services, const device::Account& held,
                       std::uint32_t device_id);

/// Takes every factor of the subject's out of every session. Returns how many sessions had one.
Result<int> revoke_all(const Services& services, const session::Subject& subject);

/// What limited a session before it showed a factor, and what does now.
struct Raised {
    Enforcement limited_by = Enforcement::none;
    Enforcement still_limited_by = Enforcement::none;
};

/// Lets the caller's session count as having shown `factor`; what else its record says stays.
/// Nothing when the session has no name (a job), which then cannot keep what was shown.
///
/// `held` is the owner's open account: its lock keeps the device from being taken out of use, and
/// its grants from being revoked, in the middle.
Result<std::optional<Raised>> raise_session(const Services& services, const Caller& caller,
                                            const device::Account& held,
                                            const session::Factor& factor);

} // namespace mfa::authority
