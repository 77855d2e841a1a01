// Codes that come from an address where many users' codes were wrong lately are looked at later
// (device/source_brake.hpp).
#pragma once

#include "engine/authority/dispatch.hpp"
#include "engine/authority/login.hpp"
#include "engine/authority/services.hpp"
#include "engine/device/verify.hpp"

namespace mfa::authority {

/// Writes the attempt down, and waits if it must. MUST: with no account open, since a lock that is
/// held for seconds keeps the user's other logins out; and before anything depends on whether there
/// is such a user.
///
/// An Error when who asked has gone meanwhile: then no code is compared, and the attempt stays
/// written down.
Result<> wait_for_source(const Services& services, const Caller& caller, const Login& login,
                         ItemSink& sink);

/// Takes the attempt back, if what was shown was a right code, used before or not.
Result<> settle_source(const Services& services, const Caller& caller, const Login& login,
                       const device::Attempt& attempt);

} // namespace mfa::authority
