// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The session guard: what a session that has shown no factor may do.
//
//   free      not in a limited session, or its limits are lifted: nothing here applies
//   confined  the login shell, sshd's own child, mfa_tool: reads what root lets everybody read,
//             writes to its terminal, changes nothing, speaks to nobody
//   listed    a command that the policy lists: the user's own rights; runs no other program
//   helper    mfa_helper, which has a sandbox of its own; only where it is really that: started
//             with its own privileges, traced by nobody, from files of root's
//   opener    root's process that opened the session and closes it; free, unless the user is root:
//             then it may also be who serves his forwarding (OpenSSH before 9.8)
//
// MUST: restricted if the audit session or the task's own mark says so. A mark that is missing
// means "ask the map", never "free". What cannot be found out is refused.
#include <linux/bpf.h>
#include <linux/types.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "engine/guard/guard_abi.h"
#include "engine/guard/kernel_types.h"
#include "engine/guard/opening.bpf.h"
#include "engine/guard/places.bpf.h"
#include "engine/guard/refusing.bpf.h"
#include "engine/guard/running.bpf.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

// Typing for another (TIOCSTI), pasting (TIOCLINUX), line disciplines.
// FIOSETOWN and SIOCSPGRP say whom the kernel signals when something can be read, as F_SETOWN does.
static __always_inline int may_not_control(unsigned int command) {
    switch (command) {
    case TIOCSTI:
    case TIOCLINUX:
    case TIOCSETD:
    case FIOSETOWN:
    case SIOCSPGRP:
        return is_restricted();
    default:
        return 0;
    }
}

SEC("lsm/file_fcntl") int BPF_PROG(mfa_file_fcntl, struct file* file, unsigned int command) {
    return (command == F_SETOWN || command == F_SETOWN_EX) && is_restricted()
               ? refuse(MFA_HOOK_file_fcntl)
               : 0;
}

SEC("lsm/file_ioctl") int BPF_PROG(mfa_file_ioctl, struct file* file, unsigned int command) {
    return may_not_control(command) ? refuse(MFA_HOOK_file_ioctl) : 0;
}

// From a program of 32 bits; kernels that do not have this hook have the other for both.
SEC("?lsm/file_ioctl_compat")
int BPF_PROG(mfa_file_ioctl_compat, struct file* file, unsigned int command) {
    return may_not_control(command) ? refuse(MFA_HOOK_file_ioctl_compat) : 0;
}

// Changing what is in the file system.
MAY_NOT(is_confined, path_truncate)
MAY_NOT(is_confined, inode_link)
MAY_NOT(is_confined, inode_setattr)
MAY_NOT(is_confined, inode_setxattr)
MAY_NOT(is_confined, inode_removexattr)
MAY_NOT(is_confined, inode_getxattr) // what somebody wrote there is as private as a file
MAY_NOT(is_confined, inode_listxattr)
MAY_NOT(is_confined, inode_init_security_anon) // io_uring, userfaultfd

// What is refused depends on the folder, and is told by the name in it.
#define MAY_NOT_IN(refuses, hook)                                                                  \
    SEC("lsm/" #hook)                                                                              \
    int BPF_PROG(mfa_##hook, struct inode* folder, struct dentry* entry) {                         \
        return refuses(folder) ? refuse_name(MFA_HOOK_##hook, BPF_CORE_READ(entry, d_name.name))   \
                               : 0;                                                                \
    }

static __always_inline int may_not_make(struct inode* folder) {
    return is_confined();
}
MAY_NOT_IN(may_not_make, inode_create)
MAY_NOT_IN(may_not_make, inode_symlink)
MAY_NOT_IN(may_not_make, inode_mkdir)
MAY_NOT_IN(may_not_make, inode_mknod)

// Since Linux 6.2 access control lists have hooks of their own.
MAY_NOT_WHERE_THERE_IS(is_confined, inode_set_acl)
MAY_NOT_WHERE_THERE_IS(is_confined, inode_remove_acl)

// The guard's own pins stand on a bpffs, which nobody in a limited session changes.
static __always_inline int may_not_remove(struct inode* folder) {
    const int place = place_of_current();
    return place == MFA_CONFINED || (place == MFA_LISTED && folder->i_sb->s_magic == BPF_FS_MAGIC);
}
MAY_NOT_IN(may_not_remove, inode_unlink)
MAY_NOT_IN(may_not_remove, inode_rmdir)
MAY_NOT_IN(may_not_remove, inode_rename)

#define MAY_NOT_ON_PINS(hook)                                                                      \
    SEC("lsm/" #hook) int BPF_PROG(mfa_##hook, const struct path* path) {                          \
        return path->dentry->d_sb->s_magic == BPF_FS_MAGIC && is_restricted()                      \
                   ? refuse(MFA_HOOK_##hook)                                                       \
                   : 0;                                                                            \
    }
MAY_NOT_ON_PINS(path_chmod)
MAY_NOT_ON_PINS(path_chown)

// Sockets. NETLINK_AUDIT is what PAM and sudo write their records to; it takes a capability.
SEC("lsm/socket_create")
int BPF_PROG(mfa_socket_create, int family, int type, int protocol, int by_kernel) {
    if (by_kernel || family == AF_UNIX || (family == AF_NETLINK && protocol == NETLINK_AUDIT)) {
        return 0;
    }
    const int place = place_of_current();
    return place == MFA_CONFINED || (place == MFA_OPENER && family != AF_NETLINK)
               ? refuse(MFA_HOOK_socket_create)
               : 0;
}

MAY_NOT(is_confined_or_opener, socket_bind)
MAY_NOT(is_confined_or_opener, socket_listen)

SEC("lsm/socket_connect")
int BPF_PROG(mfa_socket_connect, struct socket* socket, struct sockaddr* address) {
    const __u16 family = address->sa_family;
    return family != AF_UNIX && family != AF_UNSPEC && is_confined()
               ? refuse(MFA_HOOK_socket_connect)
               : 0;
}

// Root's listeners for names and logs. Made by root: nobody else's socket can have such a name for
// long, but might in a namespace of its own.
static __always_inline int is_system_listener(struct sock* other) {
    if (BPF_CORE_READ(other, sk_uid.val) != 0) {
        return 0;
    }
    const struct unix_address* address = BPF_CORE_READ((struct unix_sock*)other, addr);
    if (!address) {
        return 0;
    }
    char path[48] = {};
    bpf_probe_read_kernel_str(path, sizeof path,
                              (const void*)address +
                                  bpf_core_field_offset(struct unix_address, name) + sizeof(__u16));
    return STARTS_WITH(path, "/run/systemd/journal/") || STARTS_WITH(path, "/dev/log") ||
           STARTS_WITH(path, "/run/nscd/") || STARTS_WITH(path, "/var/run/nscd/") ||
           STARTS_WITH(path, "/run/systemd/userdb/") || STARTS_WITH(path, "/var/lib/sss/pipes/");
}

static __always_inline int may_not_speak_to(struct sock* other) {
    const int place = place_of_current();
    return (place == MFA_CONFINED || place == MFA_OPENER) && !is_system_listener(other);
}

SEC("lsm/unix_stream_connect")
int BPF_PROG(mfa_unix_stream_connect, struct sock* own, struct sock* other) {
    return may_not_speak_to(other) ? refuse(MFA_HOOK_unix_stream_connect) : 0;
}

// Without an address it can only be the other half of a pair.
SEC("lsm/unix_may_send") int BPF_PROG(mfa_unix_may_send, struct socket* own, struct socket* other) {
    struct sock* peer = other->sk;
    return peer && BPF_CORE_READ((struct unix_sock*)peer, addr) && may_not_speak_to(peer)
               ? refuse(MFA_HOOK_unix_may_send)
               : 0;
}

// Other processes. The same session is the same mark or the same audit session.
static __always_inline int is_outside(struct task_struct* other) {
    struct task_struct* task = bpf_get_current_task_btf();
    const struct mfa_mark* mark = bpf_task_storage_get(&marks, task, 0, 0);
    const struct mfa_mark* others = bpf_task_storage_get(&marks, other, 0, 0);
    const __u32 own_session = belonging(mark, task->sessionid);
    return own_session != belonging(others, other->sessionid) ||
           (others && (others->kind == MFA_OPENER || others->kind == MFA_HELPER));
}

// In the session a listed command may trace another, but no confined program, which would make it
// do what it may not do itself.
SEC("lsm/ptrace_access_check")
int BPF_PROG(mfa_ptrace_access_check, struct task_struct* other, unsigned int mode) {
    const int traces = is_confined() && (mode & PTRACE_MODE_ATTACH);
    return traces || (is_restricted() && is_outside(other)) ? refuse(MFA_HOOK_ptrace_access_check)
                                                            : 0;
}

// Whoever traces may write into what it has become by an exec, and that may be a listed command.
MAY_NOT(is_restricted, ptrace_traceme)

// Of another process; whose, the kernel does not say here. One's own are not asked about.
MAY_NOT(is_restricted, task_prlimit)

#define MAY_NOT_OUTSIDE(hook)                                                                      \
    SEC("lsm/" #hook) int BPF_PROG(mfa_##hook, struct task_struct* other) {                        \
        return is_restricted() && is_outside(other) ? refuse(MFA_HOOK_##hook) : 0;                 \
    }
MAY_NOT_OUTSIDE(task_kill)
MAY_NOT_OUTSIDE(task_setnice)
MAY_NOT_OUTSIDE(task_setioprio)
MAY_NOT_OUTSIDE(task_setscheduler)

MAY_NOT(is_confined, ipc_permission)
MAY_NOT(is_confined, key_permission)

// What would give root in a limited session a way out, or anybody a world of his own.
MAY_NOT(is_restricted, userns_create)
MAY_NOT(is_restricted, path_chroot)
MAY_NOT(is_restricted, sb_mount)
MAY_NOT(is_restricted, sb_remount)
MAY_NOT(is_restricted, sb_umount)
MAY_NOT(is_restricted, sb_pivotroot)
MAY_NOT(is_restricted, move_mount)
MAY_NOT(is_restricted, bpf)
MAY_NOT(is_restricted, perf_event_open)
MAY_NOT(is_restricted, kernel_read_file)
MAY_NOT(is_restricted, kernel_load_data)
MAY_NOT(is_restricted,
        locked_down) // the kernel's memory, ports, kprobes: all that lockdown(7) names
