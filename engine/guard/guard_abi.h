/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What the guard's programs in the kernel and its clients share: the values of the maps, by their
 * pinned names. MUST: MFA_GUARD_ABI changes with any of it; a loaded guard of another number is
 * never written to. */
#ifndef MFA_GUARD_ABI_H
#define MFA_GUARD_ABI_H

#ifndef __bpf__
#include <linux/types.h>
#endif

/* NOLINTBEGIN(readability-identifier-naming): names as the kernel has them */

#define MFA_GUARD_ABI 5
#define MFA_SESSIONS_MAX 16384
#define MFA_COMMANDS_MAX 131072
#define MFA_NO_SESSION 0xffffffffU /* audit session id: unset */

enum mfa_state {
    MFA_LIMITED = 1,
    MFA_GRANTED = 2, /* free until `until_ns`, then as limited */
    MFA_CLOSED = 3,  /* as restricted as limited: what was left behind is not free */
};

/* "sessions": audit session id (u32) → this */
struct mfa_session {
    __u64 until_ns; /* boot clock, ns; only while granted */
    __u32 uid;
    __u32 state; /* enum mfa_state */
};

enum mfa_kind {
    MFA_CONFINED = 0, /* the login shell, sshd's own child, mfa_tool */
    MFA_LISTED = 1,   /* a command that the policy lists: the user's own rights, no other program */
    MFA_HELPER = 2,   /* mfa_helper, which has a sandbox of its own */
    MFA_OPENER = 3,   /* who opened the session: root, and does not run the user's code */
};

/* "commands": a file that may be run in a session → enum mfa_kind (u32). Files are inodes, never
 * paths; the generation, because numbers of inodes come back. */
struct mfa_command {
    __u64 inode;
    __u32 device; /* the kernel's own s_dev, which stat(2) does not tell on btrfs and overlayfs */
    __u32 generation;
    __u32 session;
    __u32 unused; /* 0: keys are compared as bytes */
};

/* "marks": task (pidfd) → this. Inherited by children; held against every attempt to leave the
 * audit session. */
struct mfa_mark {
    __u32 session;   /* 0: none of its own, then the audit session counts */
    __u32 kind;      /* enum mfa_kind */
    __u32 next_kind; /* of the program that an exec in progress leads to */
    __u32 script;    /* 1: a listed script is being run, and its interpreter for it */
    /* The helper's: the next file that it opens becomes a command of this session and this kind;
     * and how that went: MFA_LEARN_PENDING, 0, or an errno. */
    __u32 learn_session;
    __u32 learn_kind;
    __s32 learned;
};
#define MFA_LEARN_PENDING (-1)

/* Every hook that refuses something, in the order of "refused" (u32 index → u64 for each
 * processor). */
#define MFA_HOOKS(HOOK)                                                                            \
    HOOK(bprm_check_security)                                                                      \
    HOOK(mmap_file)                                                                                \
    HOOK(file_mprotect)                                                                            \
    HOOK(file_open)                                                                                \
    HOOK(file_ioctl)                                                                               \
    HOOK(file_ioctl_compat)                                                                        \
    HOOK(path_truncate)                                                                            \
    HOOK(path_chmod)                                                                               \
    HOOK(path_chown)                                                                               \
    HOOK(path_chroot)                                                                              \
    HOOK(inode_create)                                                                             \
    HOOK(inode_link)                                                                               \
    HOOK(inode_unlink)                                                                             \
    HOOK(inode_symlink)                                                                            \
    HOOK(inode_mkdir)                                                                              \
    HOOK(inode_rmdir)                                                                              \
    HOOK(inode_mknod)                                                                              \
    HOOK(inode_rename)                                                                             \
    HOOK(inode_setattr)                                                                            \
    HOOK(inode_setxattr)                                                                           \
    HOOK(inode_getxattr)                                                                           \
    HOOK(inode_listxattr)                                                                          \
    HOOK(inode_removexattr)                                                                        \
    HOOK(inode_set_acl)                                                                            \
    HOOK(inode_remove_acl)                                                                         \
    HOOK(inode_init_security_anon)                                                                 \
    HOOK(socket_create)                                                                            \
    HOOK(socket_bind)                                                                              \
    HOOK(socket_connect)                                                                           \
    HOOK(socket_listen)                                                                            \
    HOOK(unix_stream_connect)                                                                      \
    HOOK(unix_may_send)                                                                            \
    HOOK(ptrace_access_check)                                                                      \
    HOOK(ptrace_traceme)                                                                           \
    HOOK(task_kill)                                                                                \
    HOOK(task_prlimit)                                                                             \
    HOOK(task_setnice)                                                                             \
    HOOK(task_setioprio)                                                                           \
    HOOK(task_setscheduler)                                                                        \
    HOOK(file_fcntl)                                                                               \
    HOOK(ipc_permission)                                                                           \
    HOOK(key_permission)                                                                           \
    HOOK(userns_create)                                                                            \
    HOOK(sb_mount)                                                                                 \
    HOOK(sb_remount)                                                                               \
    HOOK(sb_umount)                                                                                \
    HOOK(sb_pivotroot)                                                                             \
    HOOK(move_mount)                                                                               \
    HOOK(bpf)                                                                                      \
    HOOK(perf_event_open)                                                                          \
    HOOK(kernel_read_file)                                                                         \
    HOOK(kernel_load_data)                                                                         \
    HOOK(locked_down)                                                                              \
    HOOK(task_alloc)

enum mfa_hook {
#define MFA_HOOK_NUMBER(name) MFA_HOOK_##name,
    MFA_HOOKS(MFA_HOOK_NUMBER)
#undef MFA_HOOK_NUMBER
        MFA_HOOK_COUNT
};

/* "refusals": a ring buffer of these, oldest first. */
struct mfa_refusal {
    __u32 session; /* 0: none that is known */
    __u32 owner;   /* the session's user; where it has none, as `uid` */
    __u32 uid;     /* as whom the program runs */
    __u32 process; /* as the first PID namespace has it */
    __u32 hook;    /* enum mfa_hook */
    __u32 untold;  /* refusals of the session before this one that were not told */
    char program[16];
    char object[232]; /* the file that it was about, as far as there is one; ends with NUL */
};

/* NOLINTEND(readability-identifier-naming) */

#endif
