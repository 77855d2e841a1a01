#pragma once

#include "engine/audit/log.hpp"
#include "engine/authority/people.hpp"
#include "engine/authority/settings.hpp"
#include "engine/base/clock.hpp"
#include "engine/base/random.hpp"
#include "engine/device/seal.hpp"
#include "engine/device/source_brake.hpp"
#include "engine/device/store.hpp"
#include "engine/device/verify.hpp"
#include "engine/guard/guard.hpp"
#include "engine/policy/policy.hpp"
#include "engine/session/session_key.hpp"
#include "engine/session/session_records.hpp"
#include "engine/session/tickets.hpp"

#include <string>
#include <sys/types.h>

namespace mfa::authority {

/// Who really runs the front end, as the kernel tells it.
struct Caller {
    uid_t uid = 0;                    ///< the real uid
    pid_t process = 0;                ///< the front end itself (our parent)
    session::SessionPlace session;    ///< the session it belongs to
    std::optional<uid_t> login_uid{}; ///< whom its audit session was made for

    [[nodiscard]] bool is_root() const { return uid == 0; }
};

/// Programs of ours that run in limited sessions.
struct OwnPrograms {
    std::string helper;
    std::string tool;
};

/// What the use cases work with; main puts it together, a test puts in its own.
struct Services {
    const Settings& settings;
    const policy::PolicySet& policy;
    device::Store& store;
    const device::Sealer& sealer;
    session::SessionRecords& sessions;
    session::Tickets& tickets;
    const People& people;
    audit::Log& log;
    RandomSource& random;
    const WallClock& wall_clock;
    const BootClock& boot_clock;
    std::string boot;
    /// Both or none: without them no source is slowed down.
    device::SourceBrake* sources = nullptr;
    Pause* pause = nullptr;
    /// None: no session guard is loaded.
    guard::Guard* guard = nullptr;
    OwnPrograms programs{};
    int landlock_version = 0; ///< what this kernel has; 0: none

    [[nodiscard]] device::Moment now() const { return {wall_clock.now(), boot_clock.now(), boot}; }
};

} // namespace mfa::authority
