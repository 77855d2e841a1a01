#pragma once

#include "engine/base/result.hpp"
#include "mfa_helper/identity.hpp"

namespace mfa::helper {

/// Makes /run/mfa where the machine has come up without it: no systemd-tmpfiles, or not yet. Run as
/// root, since /run is root's. What is there already stays as it is, and serve() judges it.
Result<> make_runtime_folder(const Identity& identity);

} // namespace mfa::helper
