// Starting a program from within somebody else's process.
//
// MUST not disturb it: no SIGCHLD, no child that its wait(2) finds, no descriptor left over a later
// exec, no handler installed. So what is started is nobody's child, and how it ended is not known.
#pragma once

#include "engine/base/result.hpp"
#include "engine/base/unique_fd.hpp"

#include <string>
#include <vector>

namespace mfa {

/// A descriptor above 2, so that putting it in place cannot overwrite another one of ours where the
/// host runs with 0, 1 or 2 closed.
Result<UniqueFd> above_standard(UniqueFd fd);

/// `/dev/null`, above 2.
Result<UniqueFd> open_null_device();

/// What the program has as 0, 1 and 2; each above 2 here. It gets no others.
struct OrphanChannels {
    int input;
    int output;
    int errors;
};

/// Starts the program at `path` with an empty environment; `arguments` begin with its name. A root
/// caller in a setuid program (su, sudo) starts it with real uid 0.
Result<> start_orphan(const std::string& path, const std::vector<std::string>& arguments,
                      const OrphanChannels& channels);

} // namespace mfa
