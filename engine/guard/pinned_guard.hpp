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

namespace mfa::guard {

/// Where session_guard pins what it has loaded.
inline constexpr const char* pins_folder = "/sys/fs/bpf/mfa";

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
    Result<> forget(const std::vector<SessionId>& sessions) override;

private:
    PinnedGuard(KernelMap sessions, KernelMap commands, KernelMap marks);
    Result<> mark(pid_t process, std::uint32_t kind);
    Result<> change(SessionId session, const std::function<void(mfa_session&)>& change);
    /// Forgets the files of sessions that are no more.
    Result<> forget_commands();

    KernelMap m_sessions;
    KernelMap m_commands;
    KernelMap m_marks;
};

} // namespace mfa::guard
