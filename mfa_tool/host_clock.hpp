#pragma once

#include <optional>

namespace mfa::tool {

/// Whether something keeps this host's clock right, as the kernel was told (adjtimex(2),
/// STA_UNSYNC); nothing where it cannot be asked.
std::optional<bool> clock_is_synchronised();

} // namespace mfa::tool
