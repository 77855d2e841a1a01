// What names a session of a host.
//
// The audit session id (set by pam_loginuid, inherited by every descendant, through su and sudo)
// where the kernel has one and it is set. Elsewhere a process that stands above the session: the
// one that opened it, or its leader, named by pid and start time so that a recycled pid is another
// one.
#pragma once

#include "engine/base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace mfa::session {

/// The name of a session: `audit-17` or `process-4711-123456`. Safe as a file name.
using SessionKey = std::string;

/// The session that this process belongs to, as the kernel tells it.
struct SessionPlace {
    std::optional<std::uint32_t> audit_id;
    std::vector<SessionKey>
        candidates;                ///< where a record of this session may be found, nearest first
    std::optional<SessionKey> own; ///< where a new record for this session goes
};

/// Looks up from the process `front_end`; `leader` is its session leader (getsid(2)).
SessionPlace find_session(pid_t front_end, pid_t leader);

/// The key of the session that the parent process is just opening for `uid`: its audit session when
/// that was set for this uid (`/proc/self/loginuid`), else the opening process. An audit id that a
/// daemon inherited from the shell it was started from names somebody else's session.
Result<SessionKey> key_of_new_session(uid_t uid, pid_t opener);

} // namespace mfa::session
