// `mfa_tool policy simulate --requests`: JSON Lines in, JSON Lines out, one for one, in order.
#pragma once

#include "engine/policy/policy.hpp"
#include "mfa_tool/environment.hpp"
#include "mfa_tool/exit_code.hpp"
#include "mfa_tool/failure.hpp"

#include <functional>

namespace mfa::tool {

/// Gives the policy of the command line when a line needs it; what is wrong with it has been said.
using PolicyLoader = std::function<Attempt<const policy::PolicySet*>()>;

/// Answers every line of `fd` on stdout. Fails when the requests cannot be read or when the loader
/// does; a line that cannot be answered says so in its own answer.
Attempt<ExitCode> answer_requests(Environment& environment, int fd, const PolicyLoader& loader);

} // namespace mfa::tool
