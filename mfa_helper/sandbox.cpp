#include "mfa_helper/sandbox.hpp"

#include "engine/base/unique_fd.hpp"
#include "mfa_helper/paths.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace mfa::helper {

namespace {

constexpr std::uint64_t file_reading = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t file_writing = LANDLOCK_ACCESS_FS_WRITE_FILE |
                                       LANDLOCK_ACCESS_FS_REMOVE_FILE |
                                       LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_DIR;
/// All that the first version of Landlock can refuse.
constexpr std::uint64_t handled = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1U) - 1;

struct Allowed {
    const char* path;
    std::uint64_t access;
};

/// The name service and the dynamic loader read all over the system; nothing but our own two
/// folders is ever written, and no home directory is read.
constexpr std::array<Allowed, 15> allowed_paths{{
    {"/etc", file_reading},
    {"/usr", file_reading},
    {"/lib", file_reading},
    {"/lib64", file_reading},
    {"/bin", file_reading},
    {"/sbin", file_reading},
    {"/opt", file_reading},
    {"/proc", file_reading},
    {"/sys/fs/selinux", file_reading},
    {"/dev/null", file_reading | LANDLOCK_ACCESS_FS_WRITE_FILE},
    {"/run", file_reading},
    {"/var/lib/sss", file_reading},
    {"/var/lib/extrausers", file_reading},
    {state_folder, file_reading | file_writing},
    {runtime_folder, file_reading | file_writing},
}};

Result<> allow(int ruleset, const Allowed& allowed) {
    const UniqueFd path{::open(allowed.path, O_PATH | O_CLOEXEC)};
    if (!path) {
        return errno == ENOENT ? Result<>{}
                               : Error::from_errno(std::string{"open `"} + allowed.path + "`");
    }
    landlock_path_beneath_attr rule{allowed.access, path.get()};
    if (std::string_view{allowed.path} == "/dev/null") {
        rule.allowed_access &= ~LANDLOCK_ACCESS_FS_READ_DIR;
    }
    if (::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0) {
        return Error::from_errno(std::string{"allow `"} + allowed.path + "`");
    }
    return {};
}

} // namespace

Result<FileSandbox> restrict_files() {
    landlock_ruleset_attr attributes{};
    attributes.handled_access_fs = handled;
    const UniqueFd ruleset{static_cast<int>(
        ::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0))};
    if (!ruleset) {
        if (errno == ENOSYS || errno == EOPNOTSUPP) {
            return FileSandbox::not_in_this_kernel;
        }
        return Error::from_errno("create a Landlock rule set");
    }
    for (const Allowed& allowed : allowed_paths) {
        TRY(allow(ruleset.get(), allowed));
    }
    if (::syscall(SYS_landlock_restrict_self, ruleset.get(), 0) != 0) {
        return Error::from_errno("apply a Landlock rule set");
    }
    return FileSandbox::on;
}

Result<> restrict_system_calls() {
    static constexpr auto filter = std::to_array<sock_filter>({
#include "mfa_helper/system_call_filter.inc"
    });
    const sock_fprog program{filter.size(), const_cast<sock_filter*>(filter.data())};
    if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
        return Error::from_errno("install a system call filter");
    }
    return {};
}

} // namespace mfa::helper
