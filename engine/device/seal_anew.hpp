// Sealing what is kept of one user under the key that is in force now.
#pragma once

#include "engine/base/result.hpp"
#include "engine/device/seal.hpp"
#include "engine/device/store.hpp"

#include <functional>
#include <optional>
#include <string>
#include <sys/types.h>

namespace mfa::device {

enum class SealedAnew {
    no,  ///< nothing there, or under the key in force already
    yes, ///< on disk under the key in force when this returns
};

/// Who a user is, for files that do not say it themselves; nothing when there is no such user.
using FindUid = std::function<Result<std::optional<uid_t>>(const std::string& user)>;

/// Under the user's lock. Files name their owner's uid since version 2, so those of a user who is
/// gone are sealed anew, too; files of version 1 ask `find_uid`, and are not_found without a user.
Result<SealedAnew> seal_anew(Store& store, const Sealer& sealer, const std::string& user,
                             const FindUid& find_uid);

} // namespace mfa::device
