#include "engine/guard/pinned_guard.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

namespace mfa::guard {

namespace {

std::uint64_t nanoseconds(BootTime time) {
    return static_cast<std::uint64_t>(std::chrono::nanoseconds{time}.count());
}

BootTime boot_time(std::uint64_t time_ns) {
    return std::chrono::duration_cast<BootTime>(
        std::chrono::nanoseconds{static_cast<std::int64_t>(time_ns)});
}

/// A descriptor that names the process (pidfd_open(2)), as the map of marks has it.
Result<UniqueFd> descriptor_of(pid_t process) {
    UniqueFd descriptor{static_cast<int>(::syscall(SYS_pidfd_open, process, 0))};
    if (!descriptor) {
        return Error::from_errno("name the process " + std::to_string(process));
    }
    return descriptor;
}

std::uint32_t kernel_kind(ProgramKind kind) {
    switch (kind) {
    case ProgramKind::confined:
        return MFA_CONFINED;
    case ProgramKind::listed:
        return MFA_LISTED;
    case ProgramKind::helper:
        return MFA_HELPER;
    }
    return MFA_CONFINED;
}

SessionState state_of(const mfa_session& session) {
    switch (session.state) {
    case MFA_LIMITED:
        return SessionState::limited;
    case MFA_GRANTED:
        return SessionState::granted;
    default:
        return SessionState::closed;
    }
}

} // namespace

PinnedGuard::PinnedGuard(KernelMap sessions, KernelMap commands, KernelMap marks)
    : m_sessions{std::move(sessions)}, m_commands{std::move(commands)}, m_marks{std::move(marks)} {}

Result<PinnedGuard> PinnedGuard::open(const std::string& folder) {
    const KernelMap abi = TRY(KernelMap::open(folder + "/abi"));
    if (TRY(abi.capacity()) != MFA_GUARD_ABI) {
        return Error{ErrorKind::invalid_config, "use the guard that is loaded",
                     "it is of another version; restart the host, or `session_guard unload` and "
                     "`session_guard load`"};
    }
    return PinnedGuard{TRY(KernelMap::open(folder + "/sessions")),
                       TRY(KernelMap::open(folder + "/commands")),
                       TRY(KernelMap::open(folder + "/marks"))};
}

Result<> PinnedGuard::mark(pid_t process, std::uint32_t kind) {
    const UniqueFd descriptor = TRY(descriptor_of(process));
    mfa_mark mark{};
    mark.kind = kind;
    return m_marks.put(descriptor.get(), mark);
}

Result<> PinnedGuard::permit(SessionId session, const std::string& path, ProgramKind kind) {
    const std::string operation = "permit `" + path + "`";
    const UniqueFd self = TRY(descriptor_of(::getpid()));
    mfa_mark own{};
    own.kind = MFA_HELPER;
    own.learn_session = session;
    own.learn_kind = kernel_kind(kind);
    own.learned = MFA_LEARN_PENDING;
    TRY(m_marks.put(self.get(), own));
    const UniqueFd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
    const int failure = errno;
    const auto after = TRY((m_marks.find<int, mfa_mark>(self.get())));
    own.learned = 0;
    TRY(m_marks.put(self.get(), own));
    if (!file) {
        return Error::from_errno(operation, failure);
    }
    if (!after || after->learned == MFA_LEARN_PENDING) {
        return Error{ErrorKind::internal, operation, "the guard in the kernel does not answer"};
    }
    if (after->learned == EACCES) {
        return Error{ErrorKind::unsafe_file, operation,
                     "it is not a file that root owns and only root may write"};
    }
    return after->learned == 0 ? Result<>{} : Error::from_errno(operation, after->learned);
}

Result<> PinnedGuard::limit(SessionId session, uid_t uid, pid_t opener) {
    if (opener != ::getpid()) {
        TRY(mark(::getpid(), MFA_HELPER));
    }
    TRY(mark(opener, MFA_OPENER));
    mfa_session entry{};
    entry.uid = uid;
    entry.state = MFA_LIMITED;
    return m_sessions.put(session, entry);
}

Result<> PinnedGuard::change(SessionId session, const std::function<void(mfa_session&)>& change) {
    auto entry = TRY((m_sessions.find<SessionId, mfa_session>(session)));
    if (!entry) {
        return {};
    }
    change(*entry);
    return m_sessions.put(session, *entry);
}

Result<> PinnedGuard::lift(SessionId session, BootTime until) {
    return change(session, [until](mfa_session& entry) {
        if (entry.state != MFA_CLOSED) {
            entry.state = MFA_GRANTED;
            entry.until_ns = nanoseconds(until);
        }
    });
}

Result<> PinnedGuard::put_back(SessionId session) {
    return change(session, [](mfa_session& entry) {
        if (entry.state == MFA_GRANTED) {
            entry.state = MFA_LIMITED;
        }
    });
}

Result<> PinnedGuard::close(SessionId session) {
    return change(session, [](mfa_session& entry) { entry.state = MFA_CLOSED; });
}

Result<std::optional<SessionLimits>> PinnedGuard::find(SessionId session) const {
    const auto entry = TRY((m_sessions.find<SessionId, mfa_session>(session)));
    if (!entry) {
        return std::optional<SessionLimits>{};
    }
    return std::optional{SessionLimits{state_of(*entry), entry->uid, boot_time(entry->until_ns)}};
}

Result<> PinnedGuard::for_each_session(
    const std::function<void(SessionId, const SessionLimits&)>& each) const {
    std::optional<SessionId> at;
    // A map that changes meanwhile may begin anew: no more steps than it has room for.
    for (std::size_t step = 0; step < MFA_SESSIONS_MAX; ++step) {
        at = TRY(m_sessions.next(at));
        if (!at) {
            break;
        }
        if (const auto limits = TRY(find(*at))) {
            each(*at, *limits);
        }
    }
    return {};
}

Result<> PinnedGuard::forget(const std::vector<SessionId>& sessions) {
    for (const SessionId session : sessions) {
        TRY(m_sessions.remove(session));
    }
    return sessions.empty() ? Result<>{} : forget_commands();
}

Result<> PinnedGuard::forget_commands() {
    std::vector<mfa_command> orphans;
    std::optional<mfa_command> at;
    for (std::size_t step = 0; step < MFA_COMMANDS_MAX; ++step) {
        at = TRY(m_commands.next(at));
        if (!at) {
            break;
        }
        if (!TRY((m_sessions.find<SessionId, mfa_session>(at->session)))) {
            orphans.push_back(*at);
        }
    }
    for (const mfa_command& orphan : orphans) {
        TRY(m_commands.remove(orphan));
    }
    return {};
}

} // namespace mfa::guard
