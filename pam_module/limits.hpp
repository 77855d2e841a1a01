// Limited sessions, as the process sees them that opens one.
#pragma once

#include "engine/base/result.hpp"
#include "engine/wire/message.hpp"
#include "pam_module/transaction.hpp"

#include <string>
#include <vector>

namespace mfa::pam {

enum class LimitsBy {
    guard,    ///< the session guard, which the helper has told
    landlock, ///< this process, which confines itself
};

/// protocol for what is neither.
Result<LimitsBy> limits_of(const wire::Message& reply);

/// Adds the programs that an item of session open names; protocol where it names none.
Result<> add_programs(const wire::Message& item, std::vector<std::string>& programs);

/// Tries what must fail in a limited session: an Error where the kernel lets it.
Result<> see_that_the_kernel_refuses(LimitsBy by);

} // namespace mfa::pam
