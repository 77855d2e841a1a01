#include "engine/session/session_key.hpp"

#include "engine/base/process.hpp"

namespace mfa::session {

namespace {

constexpr int ancestors_max = 64;

SessionKey audit_key(std::uint32_t id) {
    return "audit-" + std::to_string(id);
}

SessionKey process_key(const ProcessStart& process) {
    return "process-" + std::to_string(process.pid) + "-" + std::to_string(process.start_ticks);
}

} // namespace

SessionPlace find_session(pid_t front_end, pid_t leader) {
    SessionPlace place;
    place.audit_id = audit_session_id();
    if (place.audit_id) {
        place.own = audit_key(*place.audit_id);
        place.candidates.push_back(*place.own);
        return place;
    }
    if (const auto process = process_start(leader)) {
        place.own = process_key(*process);
    } else if (const auto front = process_start(front_end)) {
        // A job whose leader is out of sight (another pid namespace): what it shows counts for the
        // front end alone.
        place.own = process_key(*front);
    }
    pid_t pid = front_end;
    for (int i = 0; i < ancestors_max && pid > 1; ++i) {
        const auto process = process_start(pid);
        if (!process) {
            break;
        }
        place.candidates.push_back(process_key(*process));
        pid = process->parent;
    }
    return place;
}

Result<SessionKey> key_of_new_session(uid_t uid, pid_t opener) {
    const auto id = audit_session_id();
    if (id && login_uid() == uid) {
        return audit_key(*id);
    }
    return process_key(TRY(process_start(opener)));
}

} // namespace mfa::session
