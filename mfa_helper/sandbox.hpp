// What the helper may still do once it is set up, whatever a bug in it makes it try.
//
// Landlock (kernel ≥ 5.13, where enabled): read the system's files, write below /var/lib/mfa and
// /run/mfa alone. Seccomp: no exec, no other process touched, no socket but AF_UNIX (the name
// service), no mount, no module, no ptrace, of bpf(2) only the elements of maps that are open.
//
// Not covered: files of `mfa` itself, and whatever the name service's sockets can do.
#pragma once

#include "engine/base/result.hpp"

namespace mfa::helper {

/// Whether the kernel could restrict files. That it cannot is logged, not fatal.
enum class FileSandbox { on, not_in_this_kernel };

Result<FileSandbox> restrict_files();

/// Fatal when it fails.
Result<> restrict_system_calls();

} // namespace mfa::helper
