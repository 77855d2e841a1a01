// mfa_helper: setuid root; the only program that reads secrets.
//
// MUST: clean what the caller prepared, learn who called, make /run/mfa where there is none, become
// `mfa` for good, build the sandbox, and only then read the first byte from the caller. Each step
// that fails ends the program, which the front end takes as a denial.
#include "engine/audit/log.hpp"
#include "engine/guard/landlock.hpp"
#include "engine/guard/pinned_guard.hpp"
#include "mfa_helper/identity.hpp"
#include "mfa_helper/runtime_folder.hpp"
#include "mfa_helper/sandbox.hpp"
#include "mfa_helper/serve.hpp"
#include "mfa_helper/surroundings.hpp"

#include <cstdlib>
#include <exception>
#include <unistd.h>

namespace mfa::helper {

namespace {

void log_failure(audit::Log& log, const Error& error) {
    log.write(audit::Severity::error, audit::Event{"helper_failed"}
                                          .with("kind", error_kind_name(error.kind()))
                                          .with("cause", error.message()));
}

Result<> run(audit::Log& log, const authority::Caller& caller, const Identity& identity,
             const Limiters& limiters) {
    if (TRY(restrict_files()) == FileSandbox::not_in_this_kernel) {
        log.write(audit::Severity::info, audit::Event{"no_landlock"});
    }
    TRY(restrict_system_calls());
    return serve(wire::Channel{UniqueFd{STDIN_FILENO}}, caller, identity, limiters, log);
}

/// All that takes root. Whatever fails, root is given up before it is told.
Result<Identity> become_mfa() {
    const Identity identity = TRY(find_identity());
    const auto made = make_runtime_folder(identity);
    TRY(become(identity));
    if (!made) {
        return made.error();
    }
    return identity;
}

int start() {
    if (::geteuid() != 0) {
        audit::SystemLog log{"mfa_helper"};
        log_failure(log, {ErrorKind::invalid_config, "start mfa_helper",
                          "it must be installed setuid root, on a file system without nosuid"});
        return EXIT_FAILURE;
    }
    // Failures before there is a log can only end the program.
    if (!clean_surroundings()) {
        return EXIT_FAILURE;
    }
    const authority::Caller caller = find_caller();
    // Root alone reaches the pins: systemd mounts /sys/fs/bpf with mode 0700. A guard that cannot
    // be used is as none: no limited session is opened.
    auto guard = guard::PinnedGuard::open();
    const auto identity = become_mfa();
    audit::SystemLog log{"mfa_helper"};
    if (!guard && guard.error().kind() != ErrorKind::not_found) {
        log_failure(log, guard.error());
    }
    if (!identity) {
        log_failure(log, identity.error());
        return EXIT_FAILURE;
    }
    const Limiters limiters{guard ? &*guard : nullptr, guard::landlock_version()};
    const auto outcome = run(log, caller, *identity, limiters);
    if (!outcome) {
        log_failure(log, outcome.error());
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}

} // namespace

} // namespace mfa::helper

int main() {
    try {
        return mfa::helper::start();
    } catch (const std::exception&) {
        // Out of memory, or a defect: the front end sees a closed channel and denies.
        return EXIT_FAILURE;
    }
}
