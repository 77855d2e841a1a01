// Facts about processes as the kernel tells them (proc(5)).
#pragma once

#include "engine/base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>

namespace mfa {

/// The audit session id of this process, inherited by every descendant; nothing where it is unset
/// (4294967295) or where the kernel has none.
std::optional<std::uint32_t> audit_session_id();

/// The login uid of this process (pam_loginuid); nothing where it is unset or the kernel has none.
std::optional<uid_t> login_uid();

/// `/proc/sys/kernel/random/boot_id`: another value after each boot.
Result<std::string> boot_id();

/// One process, named so that a recycled pid is another one.
struct ProcessStart {
    pid_t pid = 0;
    pid_t parent = 0;
    std::uint64_t start_ticks = 0; ///< field 22 of /proc/PID/stat, clock ticks since boot
};

Result<ProcessStart> process_start(pid_t pid);

} // namespace mfa
