// Facts about processes as the kernel tells them (proc(5)).
#pragma once

#include "engine/base/result.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <sys/types.h>

namespace mfa {

/// The audit session id of this process, inherited by every descendant; nothing where it is unset
/// (4294967295) or where the kernel has none.
std::optional<std::uint32_t> audit_session_id();

struct AuditSessions {
    std::set<std::uint32_t> ids;
    /// False where /proc does not show every process of the system: a PID namespace of its own, or
    /// hidepid (proc(5)).
    bool are_all = false;
};

/// The audit sessions that any process is in, as far as /proc shows processes.
Result<AuditSessions> audit_sessions();

/// The login uid of this process (pam_loginuid); nothing where it is unset or the kernel has none.
std::optional<uid_t> login_uid();

/// `/proc/sys/kernel/random/boot_id`: another value after each boot.
Result<std::string> boot_id();

/// One process, named so that a recycled pid is another one.
struct ProcessStart {
    pid_t pid = 0;
    pid_t parent = 0;
    pid_t session = 0;             ///< the pid of its session leader, who may have ended
    std::uint64_t start_ticks = 0; ///< field 22 of /proc/PID/stat, clock ticks since boot
};

Result<ProcessStart> process_start(pid_t pid);

/// Where processes are looked up; a test has a table of its own.
class ProcessTable {
public:
    ProcessTable() = default;
    ProcessTable(const ProcessTable&) = delete;
    ProcessTable& operator=(const ProcessTable&) = delete;
    virtual ~ProcessTable() = default;

    [[nodiscard]] virtual Result<ProcessStart> find(pid_t pid) const = 0;
};

/// The kernel's.
class SystemProcessTable final : public ProcessTable {
public:
    [[nodiscard]] Result<ProcessStart> find(pid_t pid) const override { return process_start(pid); }
};

} // namespace mfa
