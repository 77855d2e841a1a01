#include "mfa_helper/runtime_folder.hpp"

#include "engine/base/file.hpp"
#include "mfa_helper/paths.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace mfa::helper {

namespace {

/// A folder that is `mfa`'s from the moment it has its name. Two helpers may do this at once, and
/// our caller can still kill us: neither sees or leaves one that is half made.
Result<> make_in(int parent, const std::string& temporary, const Identity& identity) {
    if (::mkdirat(parent, temporary.c_str(), S_IRWXU) != 0) {
        return Error::from_errno("make the folder `" + temporary + "`");
    }
    const UniqueFd made = TRY(open_directory_at(parent, temporary, {uid_t{0}, open_to_others}));
    if (::fchown(made.get(), identity.uid, identity.gid) != 0) {
        return Error::from_errno("give `" + temporary + "` to `mfa`");
    }
    if (::renameat2(parent, temporary.c_str(), parent, runtime_name, RENAME_NOREPLACE) != 0 &&
        errno != EEXIST) {
        return Error::from_errno(std::string{"make the folder `"} + runtime_folder + "`");
    }
    return {};
}

} // namespace

Result<> make_runtime_folder(const Identity& identity) {
    struct stat status {};
    if (::lstat(runtime_folder, &status) == 0) {
        return {};
    }
    const UniqueFd parent = TRY(open_directory(runtime_parent, {uid_t{0}, writable_by_others}));
    const std::string temporary =
        "." + std::string{runtime_name} + "." + std::to_string(::getpid());
    // Of a helper that was killed here and had our number; empty, or it is none of ours.
    static_cast<void>(::unlinkat(parent.get(), temporary.c_str(), AT_REMOVEDIR));
    auto made = make_in(parent.get(), temporary, identity);
    static_cast<void>(::unlinkat(parent.get(), temporary.c_str(), AT_REMOVEDIR));
    return made;
}

} // namespace mfa::helper
