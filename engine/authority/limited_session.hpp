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

/// What would hold the limits of a session.
enum class Enforcement {
    none,
    guard,    ///< the session guard, where it is loaded, whatever the settings say
    landlock, ///< who opens it confines himself; nothing lifts that again
};

/// On this machine, for sessions in general.
Enforcement enforcement_here(const Services& services);

/// For the session that `login` opens; none, too, where the door opens none, and with Landlock for
/// root, whom no owner and no mode would keep from what is left open for the opener.
Enforcement enforcement_for(const Services& services, const Login& login);

/// Why that is none although the settings want limited sessions, for the log; nothing otherwise.
std::optional<std::string> why_not_limited(const Services& services, const Login& login);

/// As status and the wire name it.
std::string_view name_of(Enforcement enforcement);

/// Limits the session by the guard that is being opened. The caller must then see for himself that
/// the kernel refuses (a canary), and close the session where it does not. An Error opens no
/// session.
Result<> limit_session(const Services& services, const Authorizer& authorizer, const Caller& caller,
                       const Login& login, const Circumstances& who);

/// The files that may be run in a session of `login`'s that Landlock limits: the same programs, and
/// what the kernel runs them with. Whoever opens it confines himself to these.
Result<std::vector<std::string>> programs_for_landlock(const Services& services,
                                                       const Authorizer& authorizer,
                                                       const Login& login,
                                                       const Circumstances& who);

/// What the guard says of the caller's session: nothing where it has no limits, lifted or not.
Result<std::optional<guard::SessionLimits>> limits_of(const Services& services,
                                                      const Caller& caller);

/// What limits the caller's session, which has this record, now.
Result<Enforcement> held_by(const Services& services, const Caller& caller,
                            const std::optional<session::SessionRecord>& record);

/// The subject has shown a factor in the caller's session, which counts until then. Nobody lifts
/// the limits of another's session.
Result<> lift_limits(const Services& services, const Caller& caller,
                     const session::Subject& subject, BootTime until);

/// Puts back the limits of the subject's sessions that have no factor any more.
Result<> put_back_limits(const Services& services, const session::Subject& subject);

/// The caller closes his session.
Result<> close_limits(const Services& services, const Caller& caller);

} // namespace mfa::authority
