// Loading and unloading the guard.
//
//   /sys/fs/bpf/mfa/            mfa 0700
//     abi sessions commands marks refused refusals hearings    the maps
//     links/                    root 0700: a pin for each hook. While there is one, its rule holds
//
// MUST: all or nothing. A guard that stands alone has all its rules before it has its name; one
// that takes another's place is complete before the other goes.
#pragma once

#include "engine/base/result.hpp"

#include <cstddef>

namespace mfa::session_guard {

struct Loaded {
    std::size_t rules = 0;
    bool replaced = false; ///< there was one; its sessions go on
};

Result<Loaded> load();

/// False where there was nothing to unload. Ends the limits of every session.
Result<bool> unload();

} // namespace mfa::session_guard
