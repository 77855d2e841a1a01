// The policy as it lies on disk: every file of policy.d, checked for owner and mode, and the last
// version that loaded.
#pragma once

#include "engine/audit/log.hpp"
#include "engine/base/result.hpp"
#include "engine/policy/policy.hpp"

#include <string>
#include <sys/types.h>

namespace mfa::authority {

struct PolicyPlaces {
    std::string folder;     ///< /etc/mfa/policy.d
    uid_t folder_owner = 0; ///< who must own the folder and its files
    std::string state;      ///< /var/lib/mfa: where the last good policy is kept
    uid_t state_owner = 0;  ///< who must own that folder
};

/// Loads the policy that is in force.
///
/// A file that others may write, or that its owner does not own, is refused: nothing is in force
/// then. A policy that does not load leaves the last good one in force, with a critical log line at
/// every use; with none, this fails. A folder without a policy file fails.
Result<policy::PolicySet> load_policy(const PolicyPlaces& places, audit::Log& log);

} // namespace mfa::authority
