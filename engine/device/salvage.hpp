// Files of a user that cannot be believed: what is wrong with them, and getting them out of the
// way.
//
// MUST: getting damage out of the way opens no account. What is set aside leaves a usage sector
// behind that fits no record, so that the user is refused, and not taken for one without a device,
// until an administrator resets him.
#pragma once

#include "engine/base/result.hpp"
#include "engine/device/account.hpp"
#include "engine/device/verify.hpp"

#include <optional>
#include <string>
#include <vector>

namespace mfa::device {

/// What is wrong; nothing set: all is well.
struct Examination {
    std::optional<Error> record; ///< cannot be read or opened
    std::optional<Error> usage;  ///< the same
    /// Each is whole, and they do not belong together, or one is missing.
    std::optional<Error> pair;
    bool is_foreign = false; ///< a file says that it is another uid's
    bool is_closed = false;  ///< set aside before, and waits for a reset

    [[nodiscard]] bool is_whole() const { return !record && !usage && !pair && !is_closed; }
};

/// Never fails: what cannot be read is part of the answer.
Examination examine(LockedFiles& files, const Sealer& sealer, const Owner& owner);

/// Copies what is damaged to the store's quarantine, where its name ends in `label`, and closes the
/// account. Says where the copies are. Whoever failed before still waits; where nobody can tell any
/// more, as after the first failures that make one wait. Does nothing to an account that is whole.
Result<std::vector<std::string>> close_damaged(Store& store, const Sealer& sealer,
                                               const Owner& owner, std::string_view label,
                                               const Moment& now);

} // namespace mfa::device
