// Whether this kernel can hold the guard, and what to do where it cannot.
#pragma once

#include "engine/base/result.hpp"

namespace mfa::session_guard {

/// Fails with a sentence that says what an administrator has to change.
Result<> check_kernel();

/// Mounts a bpffs at /sys/fs/bpf where there is none (systemd has done that).
Result<> mount_bpffs();

} // namespace mfa::session_guard
