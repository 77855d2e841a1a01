// The phases of PAM: each asks the helper and turns its answer into a ruling.
#pragma once

#include "engine/base/result.hpp"
#include "pam_module/ruling.hpp"
#include "pam_module/transaction.hpp"

namespace mfa::pam {

Result<Ruling> authenticate(const Transaction& transaction);
Result<Ruling> manage_account(const Transaction& transaction);
Result<Ruling> open_session(const Transaction& transaction);
Result<Ruling> close_session(const Transaction& transaction);

/// The rest of the auth phase for a user without a device: show the key, prove it by two codes.
Result<Ruling> enroll(const Transaction& transaction, wire::HelperProcess& helper);

} // namespace mfa::pam
