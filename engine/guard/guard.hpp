// What limits sessions. The kernel's programs stand behind it (PinnedGuard); a test puts its own in
// place.
#pragma once

#include "engine/base/clock.hpp"
#include "engine/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace mfa::guard {

/// An audit session id.
using SessionId = std::uint32_t;

enum class SessionState { limited, granted, closed };

struct SessionLimits {
    SessionState state = SessionState::limited;
    uid_t uid = 0;
    BootTime until{}; ///< while granted

    /// Whether they are in force, as the kernel's part has it.
    [[nodiscard]] bool hold_at(BootTime now) const {
        return state != SessionState::granted || now >= until;
    }
};

/// What a program may do in a limited session, beside running no other than those that are
/// permitted.
enum class ProgramKind {
    confined, ///< the login shell, mfa_tool: reads what root lets all read, changes nothing
    listed,   ///< a command of the policy: the user's own rights
    helper,   ///< mfa_helper
};

class Guard {
public:
    Guard() = default;
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;
    Guard(Guard&&) = default;
    Guard& operator=(Guard&&) = default;
    virtual ~Guard() = default;

    /// Limits the session from now on: nothing but what permit() names runs in it. `opener`, which
    /// waits for us, and this process go on as they are.
    virtual Result<> limit(SessionId session, uid_t uid, pid_t opener) = 0;

    /// The file that is at `path` now may be run in the session. ErrorKind::unsafe_file where it is
    /// none that only root can change. Forgotten where the session is not limited when forget() is
    /// called.
    virtual Result<> permit(SessionId session, const std::string& path, ProgramKind kind) = 0;

    /// Lifts the limits. What has none, or is closed, stays as it is.
    virtual Result<> lift(SessionId session, BootTime until) = 0;
    /// Undoes lift().
    virtual Result<> put_back(SessionId session) = 0;
    /// The session ends; what is left of it stays limited.
    virtual Result<> close(SessionId session) = 0;

    [[nodiscard]] virtual Result<std::optional<SessionLimits>> find(SessionId session) const = 0;
    virtual Result<>
    for_each_session(const std::function<void(SessionId, const SessionLimits&)>& each) const = 0;

    /// Forgets these sessions, with what was permitted in them. What was started in one and is
    /// still there stays as limited as it is, for ever.
    virtual Result<> forget(const std::vector<SessionId>& sessions) = 0;
};

} // namespace mfa::guard
