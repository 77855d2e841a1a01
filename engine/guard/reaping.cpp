#include "engine/guard/reaping.hpp"

#include <utility>

namespace mfa::guard {

Result<> reap(Guard& guard, const std::function<Result<AuditSessions>()>& carried) {
    std::vector<std::pair<SessionId, SessionState>> known;
    TRY(guard.for_each_session([&known](SessionId session, const SessionLimits& limits) {
        known.emplace_back(session, limits.state);
    }));
    if (known.empty()) {
        return {};
    }
    const AuditSessions living = TRY(carried());
    std::vector<SessionId> gone;
    for (const auto& [session, state] : known) {
        const bool may_be_open = !living.are_all && state != SessionState::closed;
        if (!may_be_open && living.ids.count(session) == 0) {
            gone.push_back(session);
        }
    }
    return guard.forget(gone);
}

} // namespace mfa::guard
