#include "engine/authority/limited_session.hpp"

#include "engine/guard/interpreters.hpp"
#include "engine/guard/programs.hpp"
#include "engine/guard/reaping.hpp"
#include "engine/policy/command_names.hpp"

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <optional>
#include <set>

namespace mfa::authority {

namespace {

using guard::ProgramKind;
using guard::SessionId;
using guard::SessionState;

constexpr std::string_view run_command = "host:RunCommand";
constexpr std::size_t commands_max = 4096;
/// The guard's room is everybody's: none shall take it from the others.
constexpr std::size_t sessions_of_one_user_max = 64;

/// The audit session that is being opened for the principal; pam_loginuid has made it.
Result<SessionId> new_session(const Caller& caller, const Login& login) {
    if (!caller.session.audit_id || caller.login_uid != login.principal().uid) {
        return Error{ErrorKind::invalid_config, "limit a session",
                     "it has no audit session of its own: pam_mfa.so must stand after "
                     "pam_loginuid.so"};
    }
    return *caller.session.audit_id;
}

/// That nothing stands in the way of one more.
Result<> look_for_room(const guard::Guard& guard, SessionId session, uid_t uid) {
    // Whoever opens a session goes on without limits, which nobody may who is in one.
    if (TRY(guard.find(session))) {
        return Error{ErrorKind::invalid_config, "limit a session",
                     "it is a limited session already: a login needs one of its own"};
    }
    std::size_t own = 0;
    TRY(guard.for_each_session(
        [&](SessionId, const guard::SessionLimits& limits) { own += limits.uid == uid ? 1 : 0; }));
    return own < sessions_of_one_user_max
               ? Result<>{}
               : Error{ErrorKind::invalid_config, "limit a session",
                       "uid " + std::to_string(uid) + " is in " + std::to_string(own) +
                           " limited sessions, and no more are opened for one user"};
}

void log_left_out(const Services& services, const std::string& command, const Error& error) {
    services.log.write(
        audit::Severity::notice,
        audit::Event{"command_left_out"}.with("command", command).with("cause", error.message()));
}

/// A command that cannot be permitted is left out: it is the others that the user needs.
Result<> permit_commands(const Services& services, SessionId session,
                         const std::vector<std::string>& commands) {
    const guard::ManyInOne many_in_one;
    const auto permit = [&](const std::string& command) -> Result<> {
        TRY(many_in_one.check(command));
        return services.guard->permit(session, command, ProgramKind::listed);
    };
    for (const std::string& command : commands) {
        const auto permitted = permit(command);
        if (permitted) {
            continue;
        }
        if (permitted.error().sys_errno() == E2BIG) {
            return permitted.error(); // no room
        }
        log_left_out(services, command, permitted.error());
    }
    return {};
}

std::set<std::string> to_set(std::vector<std::string> names) {
    return {std::make_move_iterator(names.begin()), std::make_move_iterator(names.end())};
}

} // namespace

Result<std::vector<std::string>>
commands_allowed(const Services& services, const Authorizer& authorizer, const Circumstances& who) {
    std::vector<std::string> candidates;
    for (const policy::CommandName& name : policy::command_names(services.policy)) {
        const auto more = name.is_whole ? std::vector<std::string>{name.prefix}
                                        : guard::programs_below(name.prefix);
        candidates.insert(candidates.end(), more.begin(), more.end());
    }
    std::sort(candidates.begin(), candidates.end());
    candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
    std::erase_if(candidates, [&](const std::string& path) {
        return !authorizer.allows(who, run_command, authorizer.command_arn(path));
    });
    if (candidates.size() > commands_max) {
        return Error{ErrorKind::invalid_config, "list the commands of a limited session",
                     "the policy allows " + std::to_string(candidates.size()) + ", more than " +
                         std::to_string(commands_max)};
    }
    return candidates;
}

Enforcement enforcement_here(const Services& services) {
    if (services.guard != nullptr) {
        return Enforcement::guard;
    }
    return services.settings.guard == GuardMode::landlock && services.landlock_version > 0
               ? Enforcement::landlock
               : Enforcement::none;
}

Enforcement enforcement_for(const Services& services, const Login& login) {
    const Enforcement here = enforcement_here(services);
    const bool is_roots = login.opens_session() && login.principal().uid == 0;
    return !login.opens_session() || (here == Enforcement::landlock && is_roots) ? Enforcement::none
                                                                                 : here;
}

std::optional<std::string> why_not_limited(const Services& services, const Login& login) {
    if (services.settings.guard != GuardMode::landlock || !login.opens_session() ||
        enforcement_for(services, login) != Enforcement::none) {
        return std::nullopt;
    }
    return services.landlock_version == 0
               ? "`guard: landlock`, and this kernel has no Landlock or was started without it"
               : "`guard: landlock` limits no session of root's";
}

std::string_view name_of(Enforcement enforcement) {
    switch (enforcement) {
    case Enforcement::none:
        return "none";
    case Enforcement::guard:
        return "guard";
    case Enforcement::landlock:
        return "landlock";
    }
    return "none";
}

Result<> limit_session(const Services& services, const Authorizer& authorizer, const Caller& caller,
                       const Login& login, const Circumstances& who) {
    const SessionId session = TRY(new_session(caller, login));
    const auto commands = TRY(commands_allowed(services, authorizer, who));
    guard::Guard& guard = *services.guard;
    TRY(guard::reap(guard));
    TRY(look_for_room(guard, session, login.principal().uid));
    // The helper before, so that there is no moment in which nobody could close the session; and
    // after, since who reaps in between takes the first for what another session has left.
    TRY(guard.permit(session, services.programs.helper, ProgramKind::helper));
    TRY(guard.limit(session, login.principal().uid, caller.process));
    TRY(guard.permit(session, services.programs.helper, ProgramKind::helper));
    TRY(guard.permit(session, services.programs.tool, ProgramKind::confined));
    TRY(guard.permit(session, login.principal().shell, ProgramKind::confined));
    // Last: where the policy lists one of those, it says what it may do.
    return permit_commands(services, session, commands);
}

Result<std::vector<std::string>> programs_for_landlock(const Services& services,
                                                       const Authorizer& authorizer,
                                                       const Login& login,
                                                       const Circumstances& who) {
    std::set<std::string> programs;
    for (const std::string* own :
         {&services.programs.helper, &services.programs.tool, &login.principal().shell}) {
        programs.merge(to_set(TRY(guard::files_to_run(*own))));
    }
    const guard::ManyInOne many_in_one;
    const auto files_of = [&](const std::string& command) -> Result<std::vector<std::string>> {
        TRY(many_in_one.check(command));
        return guard::files_to_run(command);
    };
    for (const std::string& command : TRY(commands_allowed(services, authorizer, who))) {
        auto files = files_of(command);
        if (files) {
            programs.merge(to_set(std::move(files).take()));
        } else {
            log_left_out(services, command, files.error());
        }
    }
    return std::vector<std::string>{programs.begin(), programs.end()};
}

Result<std::optional<guard::SessionLimits>> limits_of(const Services& services,
                                                      const Caller& caller) {
    if (services.guard == nullptr || !caller.session.audit_id) {
        return std::optional<guard::SessionLimits>{};
    }
    return services.guard->find(*caller.session.audit_id);
}

Result<Enforcement> held_by(const Services& services, const Caller& caller,
                            const std::optional<session::SessionRecord>& record) {
    if (record && record->held_by_landlock) {
        return Enforcement::landlock;
    }
    const auto limits = TRY(limits_of(services, caller));
    return limits && limits->hold_at(services.boot_clock.now()) ? Enforcement::guard
                                                                : Enforcement::none;
}

Result<> lift_limits(const Services& services, const Caller& caller,
                     const session::Subject& subject, BootTime until) {
    const auto limits = TRY(limits_of(services, caller));
    return limits && limits->uid == subject.uid
               ? services.guard->lift(*caller.session.audit_id, until)
               : Result<>{};
}

Result<> put_back_limits(const Services& services, const session::Subject& subject) {
    if (services.guard == nullptr) {
        return {};
    }
    std::vector<SessionId> lifted;
    TRY(services.guard->for_each_session([&](SessionId id, const guard::SessionLimits& limits) {
        if (limits.uid == subject.uid && limits.state == SessionState::granted) {
            lifted.push_back(id);
        }
    }));
    for (const SessionId id : lifted) {
        const auto record = TRY(services.sessions.find(
            session::SessionPlace{id, {session::audit_key(id)}, {}}, subject));
        if (!record || !record->factor) {
            TRY(services.guard->put_back(id));
        }
    }
    return {};
}

Result<> close_limits(const Services& services, const Caller& caller) {
    return services.guard != nullptr && caller.session.audit_id
               ? services.guard->close(*caller.session.audit_id)
               : Result<>{};
}

} // namespace mfa::authority
