#pragma once

#include "engine/authority/services.hpp"
#include "engine/base/result.hpp"

#include <sys/types.h>

namespace mfa::helper {

/// Who `mfa` is: the owner of the state folder. No name service runs as root for it.
struct Identity {
    uid_t uid;
    gid_t gid;
};

Result<Identity> find_identity();

/// Becomes `mfa` for good: groups, real, effective and saved ids, no capability, no new privileges,
/// not dumpable. After this our caller can neither signal nor trace us. Verified before it returns.
Result<> become(const Identity& identity);

/// Who called and from where, as the kernel tells it. Leaves the caller's terminal session, so that
/// its keys (^C, ^Z) and its hang-up reach us no more.
authority::Caller find_caller();

} // namespace mfa::helper
