#pragma once

#include "engine/audit/log.hpp"
#include "engine/authority/services.hpp"
#include "engine/base/result.hpp"
#include "engine/wire/channel.hpp"
#include "mfa_helper/identity.hpp"

namespace mfa::helper {

/// What this machine can limit sessions with.
struct Limiters {
    guard::Guard* guard = nullptr; ///< none: not loaded
    int landlock_version = 0;      ///< 0: this kernel has none
};

/// Serves the front end on `channel` until it closes. What stands in the way of serving (settings,
/// policy, key, folders) is answered to every request as `unavailable`.
Result<> serve(wire::Channel channel, const authority::Caller& caller, const Identity& identity,
               const Limiters& limiters, audit::Log& log);

} // namespace mfa::helper
