#include "engine/session/session_key.hpp"

namespace mfa::session {

namespace {

constexpr std::size_t candidates_max = 64;

SessionKey process_key(const ProcessStart& process) {
    return "process-" + std::to_string(process.pid) + "-" + std::to_string(process.start_ticks);
}

/// `first` and those above it, as long as `goes_on` says so of them. A parent is older than its
/// child: one that is younger has the number of a parent who ended.
template <typename Predicate>
void add_upwards(SessionPlace& place, const ProcessTable& processes, pid_t first,
                 const Predicate& goes_on) {
    std::optional<ProcessStart> child;
    for (pid_t pid = first; pid > 1 && place.candidates.size() < candidates_max;
         pid = child->parent) {
        const auto process = processes.find(pid);
        if (!process || !goes_on(*process) ||
            (child && process->start_ticks > child->start_ticks)) {
            return;
        }
        place.candidates.push_back(process_key(*process));
        child = *process;
    }
}

/// A job whose leader is out of sight (another pid namespace) or is the first process of all: what
/// it shows counts for the front end alone.
SessionPlace job_of(const ProcessTable& processes, pid_t front_end, pid_t leader) {
    SessionPlace place;
    const auto process = processes.find(front_end);
    if (process && process->session == leader) {
        place.own = process_key(*process);
        place.candidates.push_back(*place.own);
    }
    return place;
}

} // namespace

SessionKey audit_key(std::uint32_t id) {
    return "audit-" + std::to_string(id);
}

SessionPlace find_by_leader(const ProcessTable& processes, pid_t front_end, pid_t leader) {
    if (leader <= 1) {
        return job_of(processes, front_end, leader);
    }
    SessionPlace place;
    add_upwards(place, processes, front_end, [leader](const ProcessStart& process) {
        return process.session == leader && process.pid != leader;
    });
    const auto process = processes.find(leader);
    if (process) {
        place.own = process_key(*process);
    } else if (!place.candidates.empty()) {
        place.own = place.candidates.front();
    }
    add_upwards(place, processes, leader, [](const ProcessStart& /*process*/) { return true; });
    return place;
}

SessionPlace find_session(const ProcessTable& processes, pid_t front_end, pid_t leader) {
    const auto audit_id = audit_session_id();
    if (!audit_id) {
        return find_by_leader(processes, front_end, leader);
    }
    const SessionKey key = audit_key(*audit_id);
    return {audit_id, {key}, key};
}

Result<SessionKey> key_of_new_session(uid_t uid, pid_t opener) {
    const auto id = audit_session_id();
    if (id && login_uid() == uid) {
        return audit_key(*id);
    }
    return process_key(TRY(process_start(opener)));
}

} // namespace mfa::session
