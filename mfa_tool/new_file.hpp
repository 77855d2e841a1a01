// Files with secrets in them that the person asked for.
#pragma once

#include "engine/base/result.hpp"

#include <string>
#include <string_view>

namespace mfa::tool {

/// Fails with invalid_input when something of that name exists, a dangling link included.
Result<> check_is_new(const std::string& path);

/// A new file with that content, for its owner alone (0600). It is never one that was there before
/// (O_EXCL, O_NOFOLLOW), and does not stay when it could not be written whole. SIGINT, SIGTERM,
/// SIGHUP and SIGQUIT wait until it is complete or gone.
Result<> write_new_file(const std::string& path, std::string_view content);

} // namespace mfa::tool
