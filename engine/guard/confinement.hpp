// A limited session where there is Landlock and no session guard: the process that opens it lays
// the limits upon itself, and so upon everything that it will start. Nothing lifts them again.
//
// The opener (sshd's monitor, login) still has work to do, as root: terminal, utmp and its like,
// and closing the session with mfa_helper. What it needs for that is allowed for the whole session
// where owner and mode keep the user out anyway. MUST: never used for a session of root.
#pragma once

#include "engine/base/result.hpp"

#include <string>
#include <vector>

namespace mfa::guard {

/// From now on this process and its descendants run nothing but `programs`, and read and write
/// little (docs/threat-model.md has the table). Programs that are no safe files are left out.
/// `terminal` is the session's own where it has one already (`tty1`, `/dev/tty1`): login(1) opens
/// it anew. A name of no terminal is none.
///
/// An Error leaves everything as it was. One is that this process has other threads: they would
/// stay free.
Result<> confine_for_good(const std::vector<std::string>& programs,
                          const std::string& terminal = {});

} // namespace mfa::guard
