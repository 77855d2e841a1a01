#include "mfa_helper/sandbox.hpp"

#include "engine/base/unique_fd.hpp"
#include "mfa_helper/paths.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <linux/landlock.h>
#include <memory>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
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
constexpr std::array<Allowed, 12> allowed_paths{{
    {"/etc", file_reading},
    {"/usr", file_reading},
    {"/lib", file_reading},
    {"/lib64", file_reading},
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

/// Everything that this program, libc and the name service need, and no more.
constexpr std::array allowed_calls{
    SCMP_SYS(access),
    SCMP_SYS(alarm),
    SCMP_SYS(brk),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(close),
    SCMP_SYS(connect),
    SCMP_SYS(dup),
    SCMP_SYS(epoll_create1),
    SCMP_SYS(epoll_ctl),
    SCMP_SYS(epoll_wait),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2),
    SCMP_SYS(fcntl),
    SCMP_SYS(fdatasync),
    SCMP_SYS(flock),
    SCMP_SYS(fstat),
    SCMP_SYS(fstatfs),
    SCMP_SYS(fsync),
    SCMP_SYS(futex),
    SCMP_SYS(getdents64),
    SCMP_SYS(getegid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getpeername),
    SCMP_SYS(getpid),
    SCMP_SYS(getppid),
    SCMP_SYS(getrandom),
    SCMP_SYS(getsockname),
    SCMP_SYS(getsockopt),
    SCMP_SYS(gettid),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(getuid),
    SCMP_SYS(lseek),
    SCMP_SYS(lstat),
    SCMP_SYS(madvise),
    SCMP_SYS(mkdirat),
    SCMP_SYS(mmap),
    SCMP_SYS(mprotect),
    SCMP_SYS(mremap),
    SCMP_SYS(munmap),
    SCMP_SYS(nanosleep),
    SCMP_SYS(newfstatat),
    SCMP_SYS(open),
    SCMP_SYS(openat),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(pread64),
    SCMP_SYS(prlimit64),
    SCMP_SYS(pwrite64),
    SCMP_SYS(read),
    SCMP_SYS(readlink),
    SCMP_SYS(readlinkat),
    SCMP_SYS(recvfrom),
    SCMP_SYS(recvmsg),
    SCMP_SYS(renameat),
    SCMP_SYS(renameat2),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(rseq),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sendmmsg),
    SCMP_SYS(sendmsg),
    SCMP_SYS(sendto),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(setsockopt),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(stat),
    SCMP_SYS(statfs),
    SCMP_SYS(statx),
    SCMP_SYS(sysinfo),
    SCMP_SYS(time),
    SCMP_SYS(uname),
    SCMP_SYS(unlinkat),
    SCMP_SYS(write),
    SCMP_SYS(writev),
};

struct FreeFilter {
    void operator()(void* filter) const { seccomp_release(filter); }
};

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
    // A call that is not listed fails instead of killing: a name service that tries something new
    // must not lock everybody out.
    const std::unique_ptr<void, FreeFilter> filter{seccomp_init(SCMP_ACT_ERRNO(EPERM))};
    if (!filter) {
        return Error{ErrorKind::internal, "create a system call filter"};
    }
    constexpr std::uint32_t binary_tree = 2;
    int failure = seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_OPTIMIZE, binary_tree);
    for (const int call : allowed_calls) {
        failure = failure != 0 ? failure : seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0);
    }
    const auto add = [&](int call, unsigned index, std::uint64_t value) {
        failure = failure != 0 ? failure
                               : seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 1,
                                                  scmp_arg_cmp{index, SCMP_CMP_EQ, value, 0});
    };
    add(SCMP_SYS(socket), 0, AF_UNIX);
    failure = failure != 0 ? failure : seccomp_load(filter.get());
    if (failure != 0) {
        return Error::from_errno("install a system call filter", -failure);
    }
    return {};
}

} // namespace mfa::helper
