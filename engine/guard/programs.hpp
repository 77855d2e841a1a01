#pragma once

#include <string>
#include <vector>

namespace mfa::guard {

/// The programs of this machine whose paths begin with `prefix`: in the folder that the prefix
/// names, and in the system's own folders for programs. Sorted. Folders that cannot be read have
/// none.
std::vector<std::string> programs_below(const std::string& prefix);

} // namespace mfa::guard
