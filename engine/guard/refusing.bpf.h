// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Of guard.bpf.c: refusing something, counting it and telling of it.
#ifndef MFA_REFUSING_BPF_H
#define MFA_REFUSING_BPF_H

#include <bpf/bpf_tracing.h>

#include "engine/guard/places.bpf.h"

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, MFA_HOOK_COUNT);
    __type(key, __u32);
    __type(value, __u64);
} refused SEC(".maps");

// Refusals, for who writes them into the audit log (session_guard). Nobody waits for a reader:
// where there is none, or no room, they are counted.
struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 256 * 1024);
} refusals SEC(".maps");

// How much has been told of a session: so that none fills the log, or the room of the others; how
// many one user may have is for the helper to say. The oldest may be forgotten, which no map may
// that decides.
struct hearing {
    __u64 since_ns;
    __u32 told;
    __u32 untold;
};
struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, 1024);
    __type(key, __u32);
    __type(value, struct hearing);
} hearings SEC(".maps");
#define TOLD_MAX 20
#define TOLD_ANEW_NS (10 * 1000000000ULL)

// Whether one more refusal of the session is told, and how many before it were not.
static __always_inline int is_told(__u32 session, __u32* untold) {
    const __u64 now = bpf_ktime_get_boot_ns();
    struct hearing* hearing = bpf_map_lookup_elem(&hearings, &session);
    if (!hearing) {
        const struct hearing first = {.since_ns = now, .told = 1};
        bpf_map_update_elem(&hearings, &session, &first, BPF_ANY);
        return 1;
    }
    if (now - hearing->since_ns >= TOLD_ANEW_NS) {
        hearing->since_ns = now;
        hearing->told = 0;
    }
    if (hearing->told >= TOLD_MAX) {
        ++hearing->untold;
        return 0;
    }
    ++hearing->told;
    *untold = hearing->untold;
    hearing->untold = 0;
    return 1;
}

// A refusal that was to be told, with those before it, and found no room.
static __always_inline void tell_later(__u32 session, __u32 untold) {
    struct hearing* hearing = bpf_map_lookup_elem(&hearings, &session);
    if (hearing) {
        hearing->untold += untold + 1;
    }
}

// Counts a refusal, and begins to tell of it: what the caller fills in and submits, or NULL.
static __always_inline struct mfa_refusal* count_refusal(__u32 hook) {
    __u64* count = bpf_map_lookup_elem(&refused, &hook);
    if (count) {
        ++*count;
    }
    struct task_struct* task = bpf_get_current_task_btf();
    const __u32 session = belonging(bpf_task_storage_get(&marks, task, 0, 0), task->sessionid);
    __u32 untold = 0;
    if (!is_told(session, &untold)) {
        return 0;
    }
    struct mfa_refusal* refusal = bpf_ringbuf_reserve(&refusals, sizeof *refusal, 0);
    if (!refusal) {
        tell_later(session, untold);
        return 0;
    }
    refusal->session = session;
    const struct mfa_session* entry = bpf_map_lookup_elem(&sessions, &session);
    refusal->uid = (__u32)bpf_get_current_uid_gid();
    refusal->owner = entry ? entry->uid : refusal->uid;
    refusal->process = bpf_get_current_pid_tgid() >> 32;
    refusal->hook = hook;
    refusal->untold = untold;
    bpf_get_current_comm(refusal->program, sizeof refusal->program);
    refusal->object[0] = 0;
    return refusal;
}

static __noinline int refuse(__u32 hook) {
    struct mfa_refusal* refusal = count_refusal(hook);
    if (refusal) {
        bpf_ringbuf_submit(refusal, 0);
    }
    return -EPERM;
}

// About what has this name in the kernel's memory.
static __noinline int refuse_name(__u32 hook, const void* name) {
    struct mfa_refusal* refusal = count_refusal(hook);
    if (refusal) {
        bpf_probe_read_kernel_str(refusal->object, sizeof refusal->object, name);
        bpf_ringbuf_submit(refusal, 0);
    }
    return -EPERM;
}

static __noinline int refuse_file(__u32 hook, struct file* file) {
    struct mfa_refusal* refusal = count_refusal(hook);
    if (refusal) {
        if (bpf_d_path(&file->f_path, refusal->object, sizeof refusal->object) < 0) {
            refusal->object[0] = 0;
        }
        bpf_ringbuf_submit(refusal, 0);
    }
    return -EPERM;
}

#define MAY_NOT_AT(section, who, hook)                                                             \
    SEC(section #hook) int BPF_PROG(mfa_##hook) {                                                  \
        return who() ? refuse(MFA_HOOK_##hook) : 0;                                                \
    }
#define MAY_NOT(who, hook) MAY_NOT_AT("lsm/", who, hook)
// A hook that not every kernel has: session_guard takes it where it is.
#define MAY_NOT_WHERE_THERE_IS(who, hook) MAY_NOT_AT("?lsm/", who, hook)

#endif
