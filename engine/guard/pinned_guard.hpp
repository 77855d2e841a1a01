// The guard's client: limiting sessions, lifting the limits, putting them back.
//
// MUST: a session is limited before any of the user's code runs, by a process that was marked as
// the helper before that; whoever opens it is marked as its opener.
#pragma once

#include "engine/base/clock.hpp"
#include "engine/guard/guard_abi.h"
#include "engine/guard/kernel_map.hpp"

#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace mfa::guard {

/// Where session_guard pins what it has loaded.
inline constexpr const char* pins_folder = "/sys/fs/bpf/mfa";

/// An audit session id.
using SessionId = std::uint32_t;

enum class SessionState { limited, granted, closed };

struct SessionLimits {
    SessionState state = SessionState::limited;
    uid_t uid = 0;
    BootTime until{}; ///< while granted
};

/// Something that a session was refused.
struct Refusal {
    BootTime when{};
    SessionId session = 0;
    uid_t uid = 0;
    pid_t pid = 0;
    std::string hook;    ///< of the kernel's security modules: "file_open"
    std::string program; ///< as the program calls itself: at most 15 bytes, any bytes
    std::string file;    ///< the last part of its name, cut after 47 bytes; or empty
};

/// What a file may be run as.
enum class CommandKind { confined = MFA_CONFINED, listed = MFA_LISTED, helper = MFA_HELPER };

class PinnedGuard {
public:
    /// Opens the pins; takes root, or whom they belong to. ErrorKind::not_found where no guard is
    /// loaded, ErrorKind::invalid_config where it is another version's.
    static Result<PinnedGuard> open(const std::string& folder = pins_folder);

    /// From here on this process keeps its rights when its session is limited, and permit() works.
    Result<> mark_self();
    /// `opener` goes on working when its session is limited; its children do not. It is the parent
    /// of this process and waits for it.
    Result<> mark_opener(pid_t opener);

    /// The file that is at `path` now may be run in the session. ErrorKind::unsafe_file where it is
    /// none that only root can change.
    Result<> permit(SessionId session, const std::string& path, CommandKind kind);

    Result<> limit(SessionId session, uid_t uid);
    Result<> lift(SessionId session, BootTime until);
    /// Undoes lift(). Does nothing to a session that has no limits to put back.
    Result<> put_back(SessionId session);
    Result<> close(SessionId session);
    [[nodiscard]] Result<std::optional<SessionLimits>> find(SessionId session) const;
    Result<>
    for_each_session(const std::function<void(SessionId, const SessionLimits&)>& each) const;

    /// Forgets closed sessions that nobody carries any more. Returns how many there were.
    Result<std::size_t> reap(const std::function<bool(SessionId)>& is_carried);

    /// What was refused since the last call; at most `most` of it.
    Result<std::vector<Refusal>> take_refusals(std::size_t most);

private:
    PinnedGuard(KernelMap sessions, KernelMap commands, KernelMap marks, KernelMap refusals);
    Result<> mark(pid_t process, const mfa_mark& mark);
    Result<> change(SessionId session, const std::function<void(mfa_session&)>& change);
    /// Forgets the files of sessions that are no more.
    Result<> reap_commands();

    KernelMap m_sessions;
    KernelMap m_commands;
    KernelMap m_marks;
    KernelMap m_refusals;
};

} // namespace mfa::guard
