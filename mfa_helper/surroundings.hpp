#pragma once

#include "engine/base/result.hpp"

namespace mfa::helper {

/// Undoes what a hostile caller can have prepared for us: environment, umask, working folder,
/// descriptors, signal handling, timers, limits, scheduling. Run as root, before anything else.
///
/// What cannot be undone and does no harm: a stop signal before we have become `mfa` (we hold
/// nothing then), a raised OOM score, a frozen cgroup.
Result<> clean_surroundings();

/// Kills this process (SIGALRM) when it is not called again within `seconds`; 0 waits for ever.
/// What it may use of the processor until the next call is limited anew (SIGXCPU).
void limit_time(unsigned seconds);

} // namespace mfa::helper
