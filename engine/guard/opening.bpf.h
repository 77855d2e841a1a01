// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Of guard.bpf.c: who opens which file.
#ifndef MFA_OPENING_BPF_H
#define MFA_OPENING_BPF_H

#include <bpf/bpf_tracing.h>

#include "engine/guard/places.bpf.h"
#include "engine/guard/refusing.bpf.h"
#include "engine/guard/running.bpf.h"

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

#endif
