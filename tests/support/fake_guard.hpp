// A guard in memory, which limits nobody and remembers what it was told.
#pragma once

#include "engine/guard/guard.hpp"
#include "tests/support/cmocka_cpp.hpp"

#include <cerrno>
#include <map>
#include <string>
#include <vector>

namespace mfa::test {

class FakeGuard final : public guard::Guard {
public:
    Result<> limit(guard::SessionId session, uid_t uid, pid_t opener) override {
        if (is_full) {
            return Error::from_errno("write to the map", E2BIG);
        }
        CHECK_EQUAL(permitted.count("/usr/libexec/mfa/mfa_helper"), 1U);
        sessions[session] = {guard::SessionState::limited, uid, {}};
        openers.push_back(opener);
        return {};
    }
    Result<> permit(guard::SessionId session, const std::string& path,
                    guard::ProgramKind kind) override {
        // Limited first; but for the helper, which closes what cannot be opened whole.
        CHECK(sessions.count(session) == 1 || kind == guard::ProgramKind::helper);
        if (path == unsafe) {
            return Error{ErrorKind::unsafe_file, "permit `" + path + "`"};
        }
        permitted[path] = kind;
        return {};
    }
    Result<> lift(guard::SessionId session, BootTime until) override {
        const auto entry = sessions.find(session);
        if (entry != sessions.end() && entry->second.state != guard::SessionState::closed) {
            entry->second.state = guard::SessionState::granted;
            entry->second.until = until;
        }
        return {};
    }
    Result<> put_back(guard::SessionId session) override {
        sessions.at(session).state = guard::SessionState::limited;
        return {};
    }
    Result<> close(guard::SessionId session) override {
        const auto entry = sessions.find(session);
        if (entry != sessions.end()) {
            entry->second.state = guard::SessionState::closed;
        }
        return {};
    }
    [[nodiscard]] Result<std::optional<guard::SessionLimits>>
    find(guard::SessionId session) const override {
        const auto entry = sessions.find(session);
        return entry == sessions.end() ? std::optional<guard::SessionLimits>{}
                                       : std::optional{entry->second};
    }
    Result<>
    for_each_session(const std::function<void(guard::SessionId, const guard::SessionLimits&)>& each)
        const override {
        for (const auto& [session, limits] : sessions) {
            each(session, limits);
        }
        return {};
    }
    Result<> forget(const std::vector<guard::SessionId>& gone) override {
        if (!forgets) {
            return {};
        }
        for (const guard::SessionId session : gone) {
            sessions.erase(session);
        }
        return {};
    }

    std::map<guard::SessionId, guard::SessionLimits> sessions;
    std::map<std::string, guard::ProgramKind> permitted;
    std::vector<pid_t> openers;
    std::string unsafe;
    bool is_full = false;
    bool forgets = true; ///< if not, it is as if somebody was in each session
};

} // namespace mfa::test
