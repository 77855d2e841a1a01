// Where damaged files go, for somebody to look at: a folder beside the devices, 0700, of `mfa`.
// Nothing in it is ever read or deleted by these programs.
#pragma once

#include "engine/base/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace mfa::store {

/// Copies the file, as it is, to `NAME.LABEL` in the folder `quarantine`, which is made when it is
/// missing; a name that is taken gets `.2` and so on. On disk when this returns. Says where the
/// copy is; nothing when there is no such file. Fails for what is no regular file or too large for
/// a record by far.
///
/// A copy and no rename: Landlock's first version refuses every rename from folder to folder.
Result<std::optional<std::string>> copy_to_quarantine(int directory, const std::string& name,
                                                      const std::string& quarantine,
                                                      std::string_view label, uid_t owner);

} // namespace mfa::store
