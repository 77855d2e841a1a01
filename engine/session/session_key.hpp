// What names a session of a host.
//
// The audit session id (set by pam_loginuid, inherited by every descendant, through su and sudo)
// where the kernel has one and it is set. Elsewhere a process that stands above the session: the
// one that opened it, or its leader, named by pid and start time so that a recycled pid is another
// one.
#pragma once

#include "engine/base/process.hpp"
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

/// The key of an audit session.
SessionKey audit_key(std::uint32_t id);

/// The session of this process: its audit session, else find_by_leader().
SessionPlace find_session(const ProcessTable& processes, pid_t front_end, pid_t leader);

/// The session of a process whose session leader is `leader` (getsid(2)): inherited, and no caller
/// can make it up. Records are looked for from the leader upwards.
///
/// `front_end` is who made the channel (SO_PEERCRED), as it was then: that process may have handed
/// the channel on and ended, and its number may be another's by now. So it is looked at only where
/// its session is this very one.
SessionPlace find_by_leader(const ProcessTable& processes, pid_t front_end, pid_t leader);

/// The key of the session that the parent process is just opening for `uid`: its audit session when
/// that was set for this uid (`/proc/self/loginuid`), else the opening process. An audit id that a
/// daemon inherited from the shell it was started from names somebody else's session.
Result<SessionKey> key_of_new_session(uid_t uid, pid_t opener);

} // namespace mfa::session
