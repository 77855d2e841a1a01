// Writes what the guard refuses into the audit log. Limited sessions do not need it: where nobody
// reads, the kernel counts.
#pragma once

#include "engine/audit/log.hpp"
#include "engine/base/result.hpp"

namespace mfa::session_guard {

/// Writes a line for each refusal that the kernel tells of, from now on; waits where no guard is
/// loaded, and goes on with the next one. Returns only with an Error: a second watcher
/// (ErrorKind::invalid_input), a guard of another version, something broken.
Error watch(audit::Log& log);

} // namespace mfa::session_guard
