#include "tests/vm/guest/attempts.hpp"

#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/mount.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace attempts {

namespace {

int own_world(const std::string& /*unused*/) {
    return outcome(::unshare(CLONE_NEWUSER | CLONE_NEWNS));
}
int mount_on(const std::string& folder) {
    return outcome(::mount("none", folder.c_str(), "tmpfs", 0, nullptr));
}
int remount(const std::string& folder) {
    const long picked = ::syscall(SYS_fspick, AT_FDCWD, folder.c_str(), FSPICK_CLOEXEC);
    return picked < 0 ? errno
                      : outcome(::syscall(SYS_fsconfig, picked, FSCONFIG_CMD_RECONFIGURE, nullptr,
                                          nullptr, 0));
}
int bind_over(const std::string& file) {
    return outcome(::mount("/usr/bin/true", file.c_str(), nullptr, MS_BIND, nullptr));
}
int unmount(const std::string& folder) {
    return outcome(::umount2(folder.c_str(), MNT_DETACH));
}
/// A world whose root it already is: who may do it is told that it is none of a mount.
int change_root_of_all(const std::string& folder) {
    return outcome(::syscall(SYS_pivot_root, folder.c_str(), folder.c_str()));
}
int change_root(const std::string& folder) {
    return outcome(::chroot(folder.c_str()));
}
int move_mount(const std::string& folder) {
    const long tree =
        ::syscall(SYS_open_tree, AT_FDCWD, "/etc", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    return tree < 0 ? errno
                    : outcome(::syscall(SYS_move_mount, tree, "", AT_FDCWD, folder.c_str(),
                                        MOVE_MOUNT_F_EMPTY_PATH));
}
int look_at_programs(const std::string& /*unused*/) {
    bpf_attr request{};
    return outcome(::syscall(SYS_bpf, BPF_PROG_GET_NEXT_ID, &request, sizeof request));
}
int count_events(const std::string& /*unused*/) {
    perf_event_attr attributes{};
    attributes.size = sizeof attributes;
    attributes.type = PERF_TYPE_SOFTWARE;
    attributes.config = PERF_COUNT_SW_TASK_CLOCK;
    return outcome(::syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC));
}
/// Neither is a module: who may load one is told ENOEXEC.
int load_module_file(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    return file < 0 ? errno : outcome(::syscall(SYS_finit_module, file, "", 0));
}
int load_module(const std::string& /*unused*/) {
    const char none[64] = {};
    return outcome(::syscall(SYS_init_module, none, sizeof none, ""));
}
/// Out of the audit session.
int log_in_anew(const std::string& number) {
    const int file = ::open("/proc/self/loginuid", O_WRONLY | O_CLOEXEC);
    return file < 0 ? errno : outcome(::write(file, number.data(), number.size()));
}

constexpr Attempt kernel_attempts[] = {{"own_world", own_world},
                                       {"mount_on", mount_on},
                                       {"remount", remount},
                                       {"bind_over", bind_over},
                                       {"unmount", unmount},
                                       {"change_root_of_all", change_root_of_all},
                                       {"change_root", change_root},
                                       {"move_mount", move_mount},
                                       {"look_at_programs", look_at_programs},
                                       {"count_events", count_events},
                                       {"load_module_file", load_module_file},
                                       {"load_module", load_module},
                                       {"log_in_anew", log_in_anew}};

} // namespace

std::span<const Attempt> on_kernel() {
    return kernel_attempts;
}

} // namespace attempts
