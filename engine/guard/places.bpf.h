// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Of guard.bpf.c: the maps of who is where, and the place of who asks.
#ifndef MFA_PLACES_BPF_H
#define MFA_PLACES_BPF_H

#include <linux/bpf.h>
#include <linux/types.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#include "engine/guard/guard_abi.h"
#include "engine/guard/kernel_types.h"

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, MFA_SESSIONS_MAX);
    __type(key, __u32);
    __type(value, struct mfa_session);
} sessions SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, MFA_COMMANDS_MAX);
    __type(key, struct mfa_command);
    __type(value, __u32);
} commands SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_TASK_STORAGE);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, int);
    __type(value, struct mfa_mark);
} marks SEC(".maps");

// Never written: its presence says that there is a guard, and its size which one.
struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, MFA_GUARD_ABI);
    __type(key, __u32);
    __type(value, __u32);
} abi SEC(".maps");

enum place { FREE = -1 /* else enum mfa_kind */ };

// Whether an entry limits now.
static __always_inline int limits(const struct mfa_session* session) {
    return session->state != MFA_GRANTED || bpf_ktime_get_boot_ns() >= session->until_ns;
}

// The session that restricts a task, or 0.
static __always_inline __u32 restricting(const struct mfa_mark* mark, __u32 audit_session) {
    if (mark && mark->session) {
        const struct mfa_session* own = bpf_map_lookup_elem(&sessions, &mark->session);
        if (!own || limits(own)) {
            return mark->session;
        }
    }
    if (audit_session != MFA_NO_SESSION) {
        const struct mfa_session* named = bpf_map_lookup_elem(&sessions, &audit_session);
        if (named && limits(named)) {
            return audit_session;
        }
    }
    return 0;
}

// The session that a task belongs to, whatever its state, or 0.
static __always_inline __u32 belonging(const struct mfa_mark* mark, __u32 audit_session) {
    if (mark && mark->session) {
        return mark->session;
    }
    return audit_session != MFA_NO_SESSION && bpf_map_lookup_elem(&sessions, &audit_session)
               ? audit_session
               : 0;
}

static __always_inline int place_of(const struct mfa_mark* mark, __u32 audit_session) {
    const __u32 id = restricting(mark, audit_session);
    if (!id) {
        return FREE;
    }
    const __u32 kind = mark ? mark->kind : MFA_CONFINED;
    if (kind == MFA_OPENER) {
        const struct mfa_session* session = bpf_map_lookup_elem(&sessions, &id);
        return session && session->uid ? FREE : MFA_OPENER;
    }
    return kind;
}

// The kernel that writes a listed command's core dump does what whoever made it crash chose.
static __always_inline int place_of_current(void) {
    struct task_struct* task = bpf_get_current_task_btf();
    const int place = place_of(bpf_task_storage_get(&marks, task, 0, 0), task->sessionid);
    return place == MFA_LISTED && (task->flags & PF_DUMPCORE) ? MFA_CONFINED : place;
}

static __always_inline int is_confined(void) {
    return place_of_current() == MFA_CONFINED;
}

// Serves the user's forwarding, or may do so.
static __always_inline int is_confined_or_opener(void) {
    const int place = place_of_current();
    return place == MFA_CONFINED || place == MFA_OPENER;
}

// Runs, or may run, the user's code.
static __always_inline int is_restricted(void) {
    const int place = place_of_current();
    return place == MFA_CONFINED || place == MFA_LISTED;
}

#endif
