#include "mfa_helper/surroundings.hpp"

#include "engine/base/unique_fd.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

namespace mfa::helper {

namespace {

/// Processor time: of one request, or of a list between two signs of progress; and of a helper in
/// all, in which a list of some million users fits.
constexpr rlim_t cpu_limit_s = 30;
constexpr rlim_t cpu_limit_in_all_s = 600;

/// 0, 1 and 2 exist, so that no file of ours ever gets one of these numbers; nothing above stays.
Result<> settle_descriptors() {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
        const bool is_closed = ::fcntl(fd, F_GETFD) < 0 && errno == EBADF;
        if ((is_closed || fd != STDIN_FILENO)) {
            UniqueFd null_device{::open("/dev/null", O_RDWR | O_CLOEXEC)};
            if (!null_device) {
                return Error::from_errno("open `/dev/null`");
            }
            if (null_device.get() == fd) {
                static_cast<void>(null_device.release());
            } else if (::dup2(null_device.get(), fd) < 0) {
                return Error::from_errno("settle the descriptors");
            }
        }
    }
    if (::syscall(SYS_close_range, STDERR_FILENO + 1, ~0U, 0) != 0) {
        return Error::from_errno("close the descriptors");
    }
    return {};
}

/// Every signal as it is by default, but those that a terminal or a closed channel sends.
void settle_signals() {
    for (int number = 1; number < NSIG; ++number) {
        static_cast<void>(std::signal(number, SIG_DFL));
    }
    for (const int number :
         {SIGINT, SIGQUIT, SIGHUP, SIGTSTP, SIGTTIN, SIGTTOU, SIGPIPE, SIGXFSZ}) {
        static_cast<void>(std::signal(number, SIG_IGN));
    }
    sigset_t none;
    sigemptyset(&none);
    static_cast<void>(::sigprocmask(SIG_SETMASK, &none, nullptr));
}

void settle_timers() {
    const itimerval off{};
    for (const auto timer : {ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF}) {
        static_cast<void>(::setitimer(timer, &off, nullptr));
    }
}

Result<> settle_limits() {
    struct Limit {
        __rlimit_resource resource;
        rlim_t value;
    };
    constexpr std::array<Limit, 7> limits{{
        {RLIMIT_CORE, 0},
        {RLIMIT_FSIZE, RLIM_INFINITY},
        {RLIMIT_NOFILE, 256},
        {RLIMIT_CPU, cpu_limit_in_all_s},
        {RLIMIT_AS, RLIM_INFINITY},
        {RLIMIT_DATA, RLIM_INFINITY},
        {RLIMIT_STACK, 8UL << 20U},
    }};
    for (const Limit& limit : limits) {
        const rlimit both{limit.value, limit.value};
        if (::setrlimit(limit.resource, &both) != 0) {
            return Error::from_errno("set a resource limit");
        }
    }
    return {};
}

} // namespace

Result<> clean_surroundings() {
    if (::clearenv() != 0) {
        return Error{ErrorKind::internal, "clear the environment"};
    }
    static_cast<void>(::umask(077));
    settle_signals();
    settle_timers();
    if (::chdir("/") != 0) {
        return Error::from_errno("change to `/`");
    }
    TRY(settle_limits());
    TRY(settle_descriptors());
    const sched_param ordinary{};
    static_cast<void>(::sched_setscheduler(0, SCHED_OTHER, &ordinary));
    static_cast<void>(::setpriority(PRIO_PROCESS, 0, 0));
    return {};
}

void limit_time(unsigned seconds) {
    // What a request may use of the processor counts anew with it, as its time does.
    timespec used{};
    if (::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) == 0) {
        const rlim_t allowed = static_cast<rlim_t>(used.tv_sec) + cpu_limit_s;
        const rlimit both{std::min<rlim_t>(allowed, cpu_limit_in_all_s), cpu_limit_in_all_s};
        static_cast<void>(::setrlimit(RLIMIT_CPU, &both));
    }
    static_cast<void>(::alarm(seconds));
}

} // namespace mfa::helper
