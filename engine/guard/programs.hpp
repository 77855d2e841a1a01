#pragma once

#include <string>
#include <vector>

namespace mfa::guard {

/// The programs of this machine whose paths begin with `prefix`: in the folder that the prefix
/// names, and in the system's own folders for programs. Sorted. Folders that cannot be read have
/// none.
std::vector<std::string> programs_below(const std::string& prefix);

/// Whether the file at `path` is busybox, toybox or coreutils under another name (a link): it looks
/// at its name to see which of its programs it is. False for those names themselves.
bool is_many_programs(const std::string& path);

} // namespace mfa::guard
