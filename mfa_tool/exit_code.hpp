#pragma once

namespace mfa::tool {

/// Exit statuses: part of the contract with scripts.
enum class ExitCode : int {
    done = 0,
    failed = 1,
    usage = 2,
    denied = 3,        ///< the policy says no; also a `policy simulate` that does not end in Allow
    wrong_code = 4,    ///< wrong, already used, or the same code twice
    throttled = 5,     ///< try again in N seconds
    unavailable = 6,   ///< the helper or its store cannot be used
    interrupted = 130, ///< Ctrl-C, as a shell reports it
};

} // namespace mfa::tool
