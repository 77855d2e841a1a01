#pragma once

#include "engine/base/result.hpp"

#include <set>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace mfa::guard {

/// The programs of this machine whose paths begin with `prefix`: in the folder that the prefix
/// names, and in the system's own folders for programs. Sorted. Folders that cannot be read have
/// none.
std::vector<std::string> programs_below(const std::string& prefix);

/// Files that are many programs, and look at the name by which they were called to see which:
/// busybox, toybox, and coreutils where that is one file.
class ManyInOne {
public:
    /// Looks where they are on this machine.
    ManyInOne();
    /// ErrorKind::unsafe_file where `path` is another name of one (a link): permitting it would
    /// permit all of its programs. Their own names pass: whoever lists one of those says so.
    [[nodiscard]] Result<> check(const std::string& path) const;

private:
    std::set<std::pair<dev_t, ino_t>> m_files;
};

} // namespace mfa::guard
