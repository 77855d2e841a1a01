#pragma once

#include <string>
#include <vector>

namespace mfa::guard {

/// The folders where the dynamic loader finds shared libraries (ld.so(8)): those that
/// `configuration` (/etc/ld.so.conf) names, with what it includes, and those that need no naming.
std::vector<std::string> loader_folders(const std::string& configuration = "/etc/ld.so.conf");

} // namespace mfa::guard
