// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Of guard.bpf.c: what runs: programs, what becomes of their children, and code.
#ifndef MFA_RUNNING_BPF_H
#define MFA_RUNNING_BPF_H

#include <bpf/bpf_tracing.h>

#include "engine/guard/places.bpf.h"
#include "engine/guard/refusing.bpf.h"

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

#endif
