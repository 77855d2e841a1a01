#pragma once

#include "engine/audit/log.hpp"
#include "engine/authority/services.hpp"
#include "engine/base/result.hpp"
#include "engine/wire/channel.hpp"
#include "mfa_helper/identity.hpp"

namespace mfa::helper {

/// Serves the front end on `channel` until it closes. What stands in the way of serving (settings,
/// policy, key, folders) is answered to every request as `unavailable`.
Result<> serve(wire::Channel channel, const authority::Caller& caller, const Identity& identity,
               guard::Guard* guard, audit::Log& log);

} // namespace mfa::helper
