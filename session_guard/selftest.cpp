#include "session_guard/selftest.hpp"

#include "engine/base/file.hpp"
#include "engine/base/process.hpp"
#include "engine/guard/pinned_guard.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace mfa::session_guard {

namespace {

constexpr const char* unlisted_program = "/bin/true";

int run_unlisted() {
    ::execl(unlisted_program, unlisted_program, nullptr);
    return errno;
}

int open_with(const char* path, int flags) {
    const UniqueFd file{::open(path, flags | O_CLOEXEC)};
    return file ? 0 : errno;
}

int read_what_all_may_read() {
    return open_with("/etc/passwd", O_RDONLY);
}

int read_what_root_may_read() {
    return open_with("/etc/shadow", O_RDONLY);
}

int make_a_file() {
    constexpr const char* name = "/run/session_guard.selftest";
    const UniqueFd file{::open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR)};
    if (!file) {
        return errno;
    }
    ::unlink(name);
    return 0;
}

int make_a_socket() {
    const UniqueFd made{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    return made ? 0 : errno;
}

int signal_another() {
    return ::kill(1, 0) == 0 ? 0 : errno;
}

struct Trial {
    const char* what;
    int (*attempt)(); ///< 0, or the errno; exec leaves this program with 0
    int when_limited; ///< what it must end with; 0 when the limits are lifted, always
};

constexpr std::array trials{Trial{"run a program that is not listed", run_unlisted, EPERM},
                            Trial{"read a file that all may read", read_what_all_may_read, 0},
                            Trial{"read a file that root may read", read_what_root_may_read, EPERM},
                            Trial{"make a file", make_a_file, EPERM},
                            Trial{"make a network socket", make_a_socket, EPERM},
                            Trial{"signal a process of no business of it", signal_another, EPERM}};

/// In a process of its own, which is none of the opener.
Result<int> attempt_in_child(int (*attempt)()) {
    const pid_t child = ::fork();
    if (child < 0) {
        return Error::from_errno("start a process");
    }
    if (child == 0) {
        ::_exit(attempt());
    }
    int status = 0;
    if (::waitpid(child, &status, 0) != child || !WIFEXITED(status)) {
        return Error{ErrorKind::internal, "try", "a process was killed"};
    }
    return WEXITSTATUS(status);
}

Result<guard::SessionId> enter_new_session() {
    const UniqueFd login{::open("/proc/self/loginuid", O_WRONLY | O_CLOEXEC)};
    if (!login) {
        return Error::from_errno("open `/proc/self/loginuid`");
    }
    TRY(write_all(login.get(), "0", "/proc/self/loginuid"));
    const auto session = audit_session_id();
    if (!session) {
        return Error{ErrorKind::internal, "enter a session", "the kernel gives it no number"};
    }
    return *session;
}

using Tell = std::function<void(bool, const std::string&)>;

Result<bool> try_all(bool limited, const Tell& tell) {
    bool all_right = true;
    for (const Trial& trial : trials) {
        const int wanted = limited ? trial.when_limited : 0;
        const int outcome = TRY(attempt_in_child(trial.attempt));
        const bool right = outcome == wanted;
        tell(right, std::string{limited ? "limited: " : "lifted: "} + trial.what + ": " +
                        (outcome == 0 ? "works" : Error::from_errno("refused", outcome).message()));
        all_right = all_right && right;
    }
    return all_right;
}

Result<bool> run_in_session(guard::PinnedGuard& guard, guard::SessionId session, const Tell& tell) {
    TRY(guard.limit(session, 0, ::getpid()));
    const bool when_limited = TRY(try_all(true, tell));
    constexpr BootTime some_day = std::chrono::hours{24 * 365 * 100};
    TRY(guard.lift(session, some_day));
    const bool when_lifted = TRY(try_all(false, tell));
    return when_limited && when_lifted;
}

} // namespace

Result<bool> selftest(const Tell& tell) {
    auto guard = TRY(guard::PinnedGuard::open());
    const auto session = TRY(enter_new_session());
    auto outcome = run_in_session(guard, session, tell);
    TRY(guard.close(session));
    TRY(guard.forget({session}));
    return outcome;
}

} // namespace mfa::session_guard
