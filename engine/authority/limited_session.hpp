// Limited sessions: who may have one, what runs in it, and when its limits go and come.
#pragma once

#include "engine/authority/authorizer.hpp"
#include "engine/authority/login.hpp"

#include <string>
#include <vector>

namespace mfa::authority {

/// The programs of this machine that the policy lets `who` run (host:RunCommand), by path, sorted.
/// ErrorKind::invalid_config where there are more than a session can be given.
Result<std::vector<std::string>>
commands_allowed(const Services& services, const Authorizer& authorizer, const Circumstances& who);

/// Whether the session that `login` opens could be limited: a guard is loaded, and the door opens
/// sessions.
bool may_be_limited(const Services& services, const Login& login);

/// Limits the session that is being opened. The caller must then see for himself that the kernel
/// refuses (a canary), and close the session where it does not. An Error opens no session.
Result<> limit_session(const Services& services, const Authorizer& authorizer, const Caller& caller,
                       const Login& login, const Circumstances& who);

/// What the guard says of the caller's session: nothing where it has no limits, lifted or not.
Result<std::optional<guard::SessionLimits>> limits_of(const Services& services,
                                                      const Caller& caller);

/// The subject has shown a factor in the caller's session, which counts until then. Nobody lifts
/// the limits of another's session.
Result<> lift_limits(const Services& services, const Caller& caller,
                     const session::Subject& subject, BootTime until);

/// Puts back the limits of the subject's sessions that have no factor any more.
Result<> put_back_limits(const Services& services, const session::Subject& subject);

/// The caller closes his session.
Result<> close_limits(const Services& services, const Caller& caller);

} // namespace mfa::authority
