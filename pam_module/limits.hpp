// Limited sessions, as the process sees them that opens one.
#pragma once

#include "engine/base/result.hpp"
#include "engine/wire/message.hpp"
#include "pam_module/transaction.hpp"

#include <vector>

namespace mfa::pam {

enum class LimitsBy {
    guard,    ///< the session guard, which the helper has told
    landlock, ///< this process, which confines itself
};

/// protocol for what is neither.
Result<LimitsBy> limits_of(const wire::Message& reply);

/// Confines this process, and so the session, to the programs in `items`; for good.
Result<> confine(const std::vector<wire::Message>& items);

/// Tries what must fail in a limited session: an Error where the kernel lets it.
Result<> see_that_the_kernel_refuses(LimitsBy by);

} // namespace mfa::pam
