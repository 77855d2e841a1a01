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
#include "engine/guard/places.bpf.h"
#include "engine/guard/refusing.bpf.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

// A program or a library that only root can have put there.
static __always_inline int is_only_roots(const struct inode* inode) {
    return inode->i_uid.val == 0 && !(inode->i_mode & (S_IWGRP | S_IWOTH));
}

#define STARTS_WITH(text, prefix) (bpf_strncmp(text, sizeof(prefix) - 1, prefix) == 0)

// Whether nobody but root says what a name leads to. An interpreter opens its script anew, by name:
// /proc/self/fd/5, or a link in somebody's home, may be another file then.
static __noinline int is_roots_to_name(const char* name) {
    char path[256] = {};
    const long size = bpf_probe_read_kernel_str(path, sizeof path, name);
    if (size <= 0 || size == sizeof path) {
        return 0;
    }
    if (!STARTS_WITH(path, "/usr/") && !STARTS_WITH(path, "/bin/") &&
        !STARTS_WITH(path, "/sbin/") && !STARTS_WITH(path, "/opt/") &&
        !STARTS_WITH(path, "/etc/")) {
        return 0;
    }
    char before_last = 0;
    char last = 0;
    for (int i = 0; i < (int)sizeof path && path[i]; ++i) {
        if (before_last == '/' && last == '.' && path[i] == '.') {
            return 0;
        }
        before_last = last;
        last = path[i];
    }
    return 1;
}

static __always_inline void name_command(struct mfa_command* command, const struct inode* inode,
                                         __u32 session) {
    __builtin_memset(command, 0, sizeof *command);
    command->inode = inode->i_ino;
    command->device = inode->i_sb->s_dev;
    command->generation = inode->i_generation;
    command->session = session;
}

// exec: at each level of `#!`. Only the first is looked up: a listed script makes its interpreter
// run, for this exec, and as little as any other file may that be what a user can write.
SEC("lsm/bprm_check_security") int BPF_PROG(mfa_bprm_check_security, struct linux_binprm* bprm) {
    struct task_struct* task = bpf_get_current_task_btf();
    struct mfa_mark* mark = bpf_task_storage_get(&marks, task, 0, 0);
    const __u32 session = belonging(mark, task->sessionid);
    if (!session) {
        return 0;
    }
    if (!mark) {
        mark = bpf_task_storage_get(&marks, task, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);
        if (!mark) {
            return refuse_name(MFA_HOOK_bprm_check_security, bprm->filename);
        }
    }
    mark->session = session;
    const int is_interpreter = bprm->interp != bprm->filename;
    if (is_interpreter && mark->script && is_only_roots(bprm->file->f_inode) &&
        is_roots_to_name(bprm->filename)) {
        return 0;
    }
    struct mfa_command command;
    name_command(&command, bprm->file->f_inode, session);
    const __u32* kind = bpf_map_lookup_elem(&commands, &command);
    const int listed = kind && !is_interpreter && is_only_roots(bprm->file->f_inode);
    mark->script = listed;
    // Traced, or forbidden to gain privileges (by which its system calls can be faked), a program
    // is the user's, who puts his code into it.
    mark->next_kind = listed && !bprm->unsafe ? *kind : MFA_CONFINED;
    if (!restricting(mark, task->sessionid)) {
        return 0;
    }
    // The loader is to heed no variable: LD_DEBUG_OUTPUT alone writes files, with lines of one's
    // choice.
    if (mark->next_kind != MFA_CONFINED) {
        bpf_bprm_opts_set(bprm, BPF_F_BPRM_SECUREEXEC);
    }
    return listed ? 0 : refuse_name(MFA_HOOK_bprm_check_security, bprm->filename);
}

SEC("lsm/bprm_committed_creds") int BPF_PROG(mfa_bprm_committed_creds) {
    struct mfa_mark* mark = bpf_task_storage_get(&marks, bpf_get_current_task_btf(), 0, 0);
    if (mark && mark->session) {
        mark->kind = mark->next_kind;
        mark->next_kind = MFA_CONFINED;
        mark->script = 0;
    }
    return 0;
}

// A child is where its parent is, and no opener.
SEC("lsm/task_alloc") int BPF_PROG(mfa_task_alloc, struct task_struct* child) {
    struct task_struct* task = bpf_get_current_task_btf();
    const struct mfa_mark* mark = bpf_task_storage_get(&marks, task, 0, 0);
    const __u32 session = belonging(mark, task->sessionid);
    if (!session) {
        return 0;
    }
    struct mfa_mark* own = bpf_task_storage_get(&marks, child, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);
    if (!own) {
        refuse(MFA_HOOK_task_alloc);
        return -ENOMEM;
    }
    own->session = session;
    own->kind = !mark || mark->kind == MFA_OPENER ? MFA_CONFINED : mark->kind;
    return 0;
}

// Code that runs is root's, in a listed command and in the helper, too: else LD_PRELOAD would make
// any of them another.
static __always_inline int is_foreign_code(struct file* file, unsigned long protection) {
    return file && (protection & PROT_EXEC) && !is_only_roots(file->f_inode);
}

static __always_inline int is_held(void) {
    const int place = place_of_current();
    return place == MFA_CONFINED || place == MFA_LISTED || place == MFA_HELPER;
}

SEC("lsm/mmap_file")
int BPF_PROG(mfa_mmap_file, struct file* file, unsigned long asked, unsigned long protection) {
    return is_foreign_code(file, protection) && is_held() ? refuse_file(MFA_HOOK_mmap_file, file)
                                                          : 0;
}

SEC("lsm/file_mprotect")
int BPF_PROG(mfa_file_mprotect, struct vm_area_struct* area, unsigned long asked,
             unsigned long protection) {
    return is_foreign_code(area->vm_file, protection) && is_held() ? refuse(MFA_HOOK_file_mprotect)
                                                                   : 0;
}

static __always_inline int is_own_terminal(__u32 device) {
    struct task_struct* task = bpf_get_current_task_btf();
    struct tty_struct* tty = BPF_CORE_READ(task, signal, tty);
    return tty && device == DEVICE(BPF_CORE_READ(tty, driver, major),
                                   BPF_CORE_READ(tty, driver, minor_start)) +
                                (__u32)BPF_CORE_READ(tty, index);
}

static __always_inline int is_harmless_device(__u32 device) {
    switch (device) {
    case DEVICE(1, 3): // null
    case DEVICE(1, 5): // zero
    case DEVICE(1, 7): // full
    case DEVICE(1, 8): // random
    case DEVICE(1, 9): // urandom
    case DEVICE(5, 0): // tty: the own one
        return 1;
    default:
        return is_own_terminal(device);
    }
}

// A file of /proc that is about the task itself.
static __always_inline int is_about_current(struct inode* inode) {
    struct task_struct* task = bpf_get_current_task_btf();
    const struct proc_inode* about =
        (const void*)inode - bpf_core_field_offset(struct proc_inode, vfs_inode);
    const struct pid* pid = BPF_CORE_READ(about, pid);
    return pid && (pid == BPF_CORE_READ(task, thread_pid) ||
                   pid == BPF_CORE_READ(task, group_leader, thread_pid));
}

// Whether each folder on the way lets everybody through; root is let through by all.
static __noinline int all_may_reach(struct file* file) {
    const struct dentry* entry = BPF_CORE_READ(file, f_path.dentry);
    for (int depth = 0; depth < 40; ++depth) {
        const struct dentry* folder = BPF_CORE_READ(entry, d_parent);
        if (folder == entry) {
            return 1;
        }
        if (!(BPF_CORE_READ(folder, d_inode, i_mode) & S_IXOTH)) {
            return 0;
        }
        entry = folder;
    }
    return 0;
}

static __always_inline int confined_may_open(struct file* file) {
    struct inode* inode = file->f_inode;
    const unsigned long magic = inode->i_sb->s_magic;
    const __u32 type = inode->i_mode & S_IFMT;
    if (type == S_IFCHR) {
        return is_harmless_device(inode->i_rdev);
    }
    if (type == S_IFIFO) {
        return magic == PIPEFS_MAGIC; // /dev/fd/63 of a process substitution
    }
    if ((file->f_mode & FMODE_WRITE) || (type != S_IFREG && type != S_IFDIR)) {
        return 0;
    }
    if (inode->i_uid.val == 0 && (inode->i_mode & S_IROTH)) {
        return (__u32)bpf_get_current_uid_gid() != 0 || all_may_reach(file);
    }
    return magic == PROC_SUPER_MAGIC && is_about_current(inode);
}

// Root in a session that is limited (the policy lists sudo) may do much, but not get out of it.
static __always_inline int listed_may_open(struct file* file) {
    struct inode* inode = file->f_inode;
    const __u32 type = inode->i_mode & S_IFMT;
    if (type == S_IFBLK) {
        return !(file->f_mode & FMODE_WRITE);
    }
    if (type == S_IFCHR) {
        return inode->i_rdev != DEVICE(1, 1) && inode->i_rdev != DEVICE(1, 2) &&
               inode->i_rdev != DEVICE(1, 4); // mem, kmem, port
    }
    if (inode->i_sb->s_magic == BPF_FS_MAGIC) {
        return 0;
    }
    if (inode->i_sb->s_magic == PROC_SUPER_MAGIC && (file->f_mode & FMODE_WRITE)) {
        char name[16] = {};
        bpf_probe_read_kernel_str(name, sizeof name,
                                  BPF_CORE_READ(file, f_path.dentry, d_name.name));
        return bpf_strncmp(name, 9, "loginuid") != 0;
    }
    return 1;
}

// Whose session it is, root's sshd would serve by a network device of its own (ssh -w), too.
static __always_inline int opener_may_open(struct file* file) {
    struct inode* inode = file->f_inode;
    return (inode->i_mode & S_IFMT) != S_IFCHR || inode->i_rdev != DEVICE(10, 200);
}

// What mfa_helper opens while it learns becomes a command of the session that it is opening.
static __always_inline void learn(struct mfa_mark* mark, const struct inode* inode) {
    struct mfa_command command;
    const __u32 kind = mark->learn_kind;
    if ((inode->i_mode & S_IFMT) != S_IFREG || !is_only_roots(inode)) {
        mark->learned = EACCES;
        return;
    }
    name_command(&command, inode, mark->learn_session);
    mark->learned = -bpf_map_update_elem(&commands, &command, &kind, BPF_ANY); // E2BIG: no room
}

SEC("lsm/file_open") int BPF_PROG(mfa_file_open, struct file* file) {
    struct task_struct* task = bpf_get_current_task_btf();
    struct mfa_mark* mark = bpf_task_storage_get(&marks, task, 0, 0);
    if (mark && mark->kind == MFA_HELPER && mark->learned == MFA_LEARN_PENDING) {
        learn(mark, file->f_inode);
        return 0;
    }
    const int place = place_of(mark, task->sessionid);
    const int may = place == MFA_CONFINED ? confined_may_open(file)
                    : place == MFA_LISTED ? listed_may_open(file)
                    : place == MFA_OPENER ? opener_may_open(file)
                                          : 1;
    return may ? 0 : refuse_file(MFA_HOOK_file_open, file);
}

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
