// The guard that session_guard has loaded, by its pins.
//
// MUST: this process and the opener are marked before the session is limited, or they would be
// confined.
#pragma once

#include "engine/guard/guard.hpp"
#include "engine/guard/guard_abi.h"
#include "engine/guard/kernel_map.hpp"

#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace mfa::guard {

/// Where session_guard pins what it has loaded.
inline constexpr const char* pins_folder = "/sys/fs/bpf/mfa";

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

class PinnedGuard final : public Guard {
public:
    /// Opens the pins; takes root, or whom they belong to. ErrorKind::not_found where no guard is
    /// loaded, ErrorKind::invalid_config where it is another version's.
    static Result<PinnedGuard> open(const std::string& folder = pins_folder);

    Result<> limit(SessionId session, uid_t uid, pid_t opener) override;
    Result<> permit(SessionId session, const std::string& path, ProgramKind kind) override;
    Result<> lift(SessionId session, BootTime until) override;
    Result<> put_back(SessionId session) override;
    Result<> close(SessionId session) override;
    [[nodiscard]] Result<std::optional<SessionLimits>> find(SessionId session) const override;
    Result<> for_each_session(
        const std::function<void(SessionId, const SessionLimits&)>& each) const override;
    Result<std::size_t> reap(const std::function<bool(SessionId)>& is_carried) override;

    /// What was refused since the last call; at most `most` of it.
    Result<std::vector<Refusal>> take_refusals(std::size_t most);

private:
    PinnedGuard(KernelMap sessions, KernelMap commands, KernelMap marks, KernelMap refusals);
    Result<> mark(pid_t process, std::uint32_t kind);
    Result<> change(SessionId session, const std::function<void(mfa_session&)>& change);
    /// Forgets the files of sessions that are no more.
    Result<> reap_commands();

    KernelMap m_sessions;
    KernelMap m_commands;
    KernelMap m_marks;
    KernelMap m_refusals;
};

} // namespace mfa::guard
