#include "engine/base/orphan.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <fcntl.h>
#include <memory>
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace mfa {

namespace {

constexpr std::size_t stack_size = 32UL * 1024;

/// What the two processes between us and the program need; they share our memory (CLONE_VM).
struct Plan {
    const char* path;
    char* const* arguments;
    OrphanChannels channels;
    bool as_root;
    std::uint8_t* stack_top; ///< of the process that becomes the program
    int failure;             ///< errno of what failed
};

// MUST: raw system calls only until exec. glibc's setresuid would run in every thread of the host.
int become_program(void* argument) {
    auto* plan = static_cast<Plan*>(argument);
    const auto failed = [plan](long result) {
        if (result < 0) {
            plan->failure = errno;
        }
        return result < 0;
    };
    if (plan->as_root &&
        (failed(::syscall(SYS_setresgid, 0, 0, 0)) || failed(::syscall(SYS_setresuid, 0, 0, 0)))) {
        return 1;
    }
    if (failed(::syscall(SYS_dup3, plan->channels.input, STDIN_FILENO, 0)) ||
        failed(::syscall(SYS_dup3, plan->channels.output, STDOUT_FILENO, 0)) ||
        failed(::syscall(SYS_dup3, plan->channels.errors, STDERR_FILENO, 0))) {
        return 1;
    }
    static_cast<void>(::syscall(SYS_close_range, STDERR_FILENO + 1, ~0U, 0U));
    std::array<char*, 1> environment{nullptr};
    static_cast<void>(::syscall(SYS_execve, plan->path, plan->arguments, environment.data()));
    plan->failure = errno;
    return 1;
}

/// Starts the program as a child of its own and ends, so that the program is nobody's child: exec
/// makes every child signal its parent again, whatever clone(2) was told.
int step_between(void* argument) {
    auto* plan = static_cast<Plan*>(argument);
    if (::clone(become_program, plan->stack_top, CLONE_VM | CLONE_VFORK | SIGCHLD, plan) < 0) {
        plan->failure = errno;
    }
    return 0;
}

/// Blocks every signal while the child shares our memory: a handler of the host must not run there.
class SignalsBlocked {
public:
    SignalsBlocked() {
        sigset_t all;
        sigfillset(&all);
        static_cast<void>(pthread_sigmask(SIG_SETMASK, &all, &m_before));
    }
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;
    ~SignalsBlocked() { static_cast<void>(pthread_sigmask(SIG_SETMASK, &m_before, nullptr)); }

private:
    sigset_t m_before{};
};

} // namespace

Result<UniqueFd> above_standard(UniqueFd fd) {
    if (fd.get() > STDERR_FILENO) {
        return fd;
    }
    UniqueFd moved{::fcntl(fd.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1)};
    if (!moved) {
        return Error::from_errno("move a descriptor");
    }
    return moved;
}

Result<UniqueFd> open_null_device() {
    UniqueFd opened{::open("/dev/null", O_RDWR | O_CLOEXEC)};
    if (!opened) {
        return Error::from_errno("open `/dev/null`");
    }
    return above_standard(std::move(opened));
}

Result<> start_orphan(const std::string& path, const std::vector<std::string>& arguments,
                      const OrphanChannels& channels) {
    std::vector<char*> words;
    words.reserve(arguments.size() + 1);
    for (const std::string& argument : arguments) {
        words.push_back(const_cast<char*>(argument.c_str())); // execve(2) changes none
    }
    words.push_back(nullptr);
    const auto stacks = std::make_unique<std::uint8_t[]>(2 * stack_size);
    Plan plan{path.c_str(), words.data(), channels, ::geteuid() == 0, stacks.get() + stack_size, 0};
    pid_t pid = -1;
    {
        const SignalsBlocked blocked;
        pid = ::clone(step_between, stacks.get() + 2 * stack_size, CLONE_VM | CLONE_VFORK, &plan);
    }
    if (pid < 0) {
        return Error::from_errno("start `" + path + "`");
    }
    // __WCLONE: the step between has no exit signal, and the host's own children are not touched.
    while (::waitpid(pid, nullptr, static_cast<int>(__WCLONE)) < 0 && errno == EINTR) {
    }
    return plan.failure == 0 ? Result<>{} : Error::from_errno("start `" + path + "`", plan.failure);
}

} // namespace mfa
