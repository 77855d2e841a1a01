// crowd COMMAND: many limited sessions, made as mfa_helper makes them, without the logins that
// would take an emulated machine hours. As root, outside of any session.
//
//   come-and-go TOTAL LIVE  opens and closes TOTAL sessions one after the other, while LIVE others
//                           are open, each with a process in it; then closes those, too
//   fill-sessions           opens sessions of nobody until there is no room for one more
//   fill-commands           a session of nobody that may run so many files that there is no room
//   be-refused TOTAL        in each of TOTAL sessions somebody is refused 19 files, and then, when
//                           a line has come, one more
//   forget SESSION          whoever is in it
//   reap                    forgets the sessions that nobody is in
//   count                   prints how many entries there are: SESSIONS COMMANDS
#include "engine/base/file.hpp"
#include "engine/base/process.hpp"
#include "engine/guard/pinned_guard.hpp"
#include "engine/guard/reaping.hpp"

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <functional>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace {

using namespace mfa;
using guard::PinnedGuard;
using guard::ProgramKind;
using guard::SessionId;

constexpr uid_t nobody = 65534;
/// Of sessions that nobody is in: no audit session of a machine's first months has such a number.
constexpr SessionId first_of_nobody = 0x70000000;
constexpr int closed_until_reaped = 100;

/// This process leaves its audit session for a new one (pam_loginuid does the same).
Result<SessionId> enter_new_session() {
    const UniqueFd login{::open("/proc/self/loginuid", O_WRONLY | O_CLOEXEC)};
    TRY(write_all(login.get(), std::to_string(nobody), "/proc/self/loginuid"));
    const auto session = audit_session_id();
    return session ? Result<SessionId>{*session}
                   : Error{ErrorKind::internal, "enter a session", "it has no number"};
}

/// As authority::limit_session does.
Result<> open_session(PinnedGuard& guard, SessionId session) {
    TRY(guard.limit(session, nobody, ::getpid()));
    TRY(guard.permit(session, "/usr/libexec/mfa/mfa_helper", ProgramKind::helper));
    TRY(guard.permit(session, "/usr/bin/mfa_tool", ProgramKind::confined));
    TRY(guard.permit(session, "/bin/bash", ProgramKind::confined));
    for (const char* const command : {"/usr/bin/id", "/usr/bin/tty", "/usr/bin/whoami"}) {
        TRY(guard.permit(session, command, ProgramKind::listed));
    }
    return {};
}

void wait_for_ever() {
    for (;;) {
        ::pause();
    }
}

/// A process in a session that this one has entered and opened.
class LiveSession {
public:
    LiveSession(SessionId session, const std::function<void()>& live)
        : m_session{session}, m_process{::fork()} {
        if (m_process == 0) {
            live();
            ::_exit(EXIT_SUCCESS);
        }
    }
    [[nodiscard]] SessionId id() const { return m_session; }
    void kill() const { ::kill(m_process, SIGKILL); }
    /// When its process has ended.
    [[nodiscard]] Result<> end(PinnedGuard& guard) const {
        ::waitpid(m_process, nullptr, 0);
        return guard.close(m_session);
    }

private:
    SessionId m_session;
    pid_t m_process;
};

Result<> come_and_go(PinnedGuard& guard, long total, long live) {
    std::vector<LiveSession> sessions;
    for (long i = 0; i < live; ++i) {
        const SessionId session = TRY(enter_new_session());
        TRY(open_session(guard, session));
        sessions.emplace_back(session, wait_for_ever);
    }
    for (long i = 1; i <= total; ++i) {
        const SessionId session = TRY(enter_new_session());
        TRY(open_session(guard, session));
        TRY(guard.close(session));
        if (i % closed_until_reaped == 0) {
            TRY(guard::reap(guard));
        }
    }
    for (const LiveSession& session : sessions) {
        const auto limits = TRY(guard.find(session.id()));
        if (!limits || limits->state != guard::SessionState::limited) {
            return Error{ErrorKind::internal, "look at a session",
                         "it was reaped while it is open"};
        }
    }
    std::printf("%zu live\n", sessions.size());
    TRY(enter_new_session()); // out of the last of them
    for (const LiveSession& session : sessions) {
        session.kill();
        TRY(session.end(guard));
    }
    return guard::reap(guard);
}

struct Pipe {
    UniqueFd out;
    UniqueFd in;
    static Result<Pipe> make() {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
            return Error::from_errno("make a pipe");
        }
        return Pipe{UniqueFd{ends[0]}, UniqueFd{ends[1]}};
    }
    /// One byte, or the end, has come.
    void wait() const {
        char byte = 0;
        [[maybe_unused]] const auto got = ::read(out.get(), &byte, 1);
    }
    void tell() const { [[maybe_unused]] const auto put = ::write(in.get(), "", 1); }
};

Result<> be_refused(PinnedGuard& guard, long total) {
    constexpr int at_once = 19; // one less than what is told of a session in ten seconds
    const Pipe done = TRY(Pipe::make());
    Pipe go_on = TRY(Pipe::make());
    const auto ask = [] { ::close(::open("/etc/shadow", O_RDONLY | O_CLOEXEC)); };
    const auto live = [&] {
        go_on.in.reset();
        for (int i = 0; i < at_once; ++i) {
            ask();
        }
        done.tell();
        go_on.wait();
        ask();
    };
    std::vector<LiveSession> sessions;
    for (long i = 0; i < total; ++i) {
        const SessionId session = TRY(enter_new_session());
        // And permits nothing: that would make us a helper, and them.
        TRY(guard.limit(session, nobody, ::getpid()));
        sessions.emplace_back(session, live);
        done.wait();
    }
    std::puts("refused");
    static_cast<void>(std::fflush(stdout));
    static_cast<void>(std::getchar());
    go_on.in.reset();
    TRY(enter_new_session()); // out of the last of them
    for (const LiveSession& session : sessions) {
        TRY(session.end(guard));
    }
    return guard::reap(guard);
}

Result<> fill_sessions(PinnedGuard& guard) {
    for (SessionId session = first_of_nobody;; ++session) {
        const auto opened = guard.limit(session, nobody, ::getpid());
        if (!opened) {
            return opened.error().sys_errno() == E2BIG ? Result<>{} : opened;
        }
    }
}

Result<> fill_commands(PinnedGuard& guard) {
    TRY(guard.limit(first_of_nobody, nobody, ::getpid()));
    auto commands = TRY(guard::KernelMap::open(std::string{guard::pins_folder} + "/commands"));
    mfa_command command{};
    command.session = first_of_nobody;
    for (;; ++command.inode) {
        const auto put = commands.put(command, std::uint32_t{MFA_LISTED});
        if (!put) {
            return put.error().sys_errno() == E2BIG ? Result<>{} : put;
        }
    }
}

Result<> count(const PinnedGuard& guard) {
    std::size_t sessions = 0;
    TRY(guard.for_each_session([&](SessionId, const guard::SessionLimits&) { ++sessions; }));
    const auto map = TRY(guard::KernelMap::open(std::string{guard::pins_folder} + "/commands"));
    std::size_t commands = 0;
    std::optional<mfa_command> at = TRY(map.next(std::optional<mfa_command>{}));
    while (at) {
        ++commands;
        at = TRY(map.next(at));
    }
    std::printf("%zu %zu\n", sessions, commands);
    return {};
}

Result<> run(const std::vector<std::string_view>& words) {
    auto guard = TRY(PinnedGuard::open());
    if (words.size() == 3 && words[0] == "come-and-go") {
        return come_and_go(guard, std::atol(words[1].data()), std::atol(words[2].data()));
    }
    if (words.size() == 2 && words[0] == "be-refused") {
        return be_refused(guard, std::atol(words[1].data()));
    }
    if (words.size() == 1 && words[0] == "fill-sessions") {
        return fill_sessions(guard);
    }
    if (words.size() == 1 && words[0] == "fill-commands") {
        return fill_commands(guard);
    }
    if (words.size() == 2 && words[0] == "forget") {
        return guard.forget({static_cast<SessionId>(std::atol(words[1].data()))});
    }
    if (words.size() == 1 && words[0] == "reap") {
        return guard::reap(guard);
    }
    if (words.size() == 1 && words[0] == "count") {
        return count(guard);
    }
    return Error{ErrorKind::internal, "understand the command", "see the head of crowd.cpp"};
}

} // namespace

int main(int count, char** values) {
    const auto outcome = run({values + 1, values + count});
    if (!outcome) {
        static_cast<void>(std::fprintf(stderr, "crowd: %s\n", outcome.error().message().c_str()));
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
