// Changing the host key, from root's side: the key files, and the helper's part in between.
//
// MUST: run again after any interruption, it goes on where it was, and never begins another
// rotation before the last one has ended (store/host_key_files.hpp has the steps).
#pragma once

#include "mfa_tool/environment.hpp"
#include "mfa_tool/failure.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace mfa::tool {

struct KeyRotation {
    std::uint32_t key = 0;    ///< the number of the key that is in force now
    std::int64_t changed = 0; ///< users whose files were sealed anew
    bool resumed = false;     ///< this ended a rotation that had been interrupted
};

/// Asks the policy, through the helper, before any file is touched. What cannot be sealed anew is
/// told to the person, and then the previous key stays and this is a Failure.
Attempt<KeyRotation> rotate_host_key(Environment& environment);

} // namespace mfa::tool
