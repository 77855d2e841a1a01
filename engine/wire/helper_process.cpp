#include "engine/wire/helper_process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <fcntl.h>
#include <memory>
#include <sched.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace mfa::wire {

namespace {

constexpr std::size_t stack_size = 32UL * 1024;

/// What the two processes between us and the helper need; they share our memory (CLONE_VM).
struct Plan {
    const char* path;
    int socket;
    int null_device;
    bool as_root;
    std::uint8_t* stack_top; ///< of the process that becomes the helper
    int failure;             ///< errno of what failed
};

// MUST: raw system calls only until exec. glibc's setresuid would run in every thread of the host.
int become_helper(void* argument) {
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
    if (failed(::syscall(SYS_dup3, plan->socket, STDIN_FILENO, 0)) ||
        failed(::syscall(SYS_dup3, plan->null_device, STDOUT_FILENO, 0)) ||
        failed(::syscall(SYS_dup3, plan->null_device, STDERR_FILENO, 0))) {
        return 1;
    }
    static_cast<void>(::syscall(SYS_close_range, STDERR_FILENO + 1, ~0U, 0U));
    std::array<char, 11> name{"mfa_helper"};
    std::array<char*, 2> arguments{name.data(), nullptr};
    std::array<char*, 1> environment{nullptr};
    static_cast<void>(::syscall(SYS_execve, plan->path, arguments.data(), environment.data()));
    plan->failure = errno;
    return 1;
}

/// Starts the helper as a child of its own and ends, so that the helper is nobody's child: exec
/// makes every child signal its parent again, whatever clone(2) was told.
int step_between(void* argument) {
    auto* plan = static_cast<Plan*>(argument);
    if (::clone(become_helper, plan->stack_top, CLONE_VM | CLONE_VFORK | SIGCHLD, plan) < 0) {
        plan->failure = errno;
    }
    return 0;
}

/// A descriptor above 2, so that putting it in place cannot overwrite another one of ours where the
/// host runs with 0, 1 or 2 closed.
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

Result<HelperProcess> HelperProcess::start(const std::string& path) {
    std::array<int, 2> sockets{-1, -1};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets.data()) != 0) {
        return Error::from_errno("create a socket pair");
    }
    UniqueFd ours = TRY(above_standard(UniqueFd{sockets[0]}));
    const UniqueFd theirs = TRY(above_standard(UniqueFd{sockets[1]}));
    const UniqueFd null_device =
        TRY(above_standard(UniqueFd{::open("/dev/null", O_RDWR | O_CLOEXEC)}));
    if (!null_device) {
        return Error::from_errno("open `/dev/null`");
    }

    const auto stacks = std::make_unique<std::uint8_t[]>(2 * stack_size);
    Plan plan{path.c_str(),
              theirs.get(),
              null_device.get(),
              ::geteuid() == 0,
              stacks.get() + stack_size,
              0};
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
    if (plan.failure != 0) {
        return Error::from_errno("start `" + path + "`", plan.failure);
    }
    return HelperProcess{Channel{std::move(ours)}};
}

Result<Message> HelperProcess::exchange(const Message& request, std::vector<Message>* items) {
    return exchange(request, [items](Message item) -> Result<> {
        if (items == nullptr) {
            return Error{ErrorKind::protocol, "read the helper's answer", "unexpected message"};
        }
        items->push_back(std::move(item));
        return {};
    });
}

Result<Message> HelperProcess::exchange(const Message& request, const TakeItem& take) {
    TRY(m_channel.send(request, answer_timeout));
    while (true) {
        auto message = TRY(m_channel.receive(answer_timeout));
        if (!message) {
            return Error{ErrorKind::protocol, "read the helper's answer", "it ended without one"};
        }
        if (message->type() == MessageType::reply) {
            return std::move(*message);
        }
        if (message->type() == MessageType::progress) {
            continue;
        }
        if (message->type() != MessageType::item) {
            return Error{ErrorKind::protocol, "read the helper's answer", "unexpected message"};
        }
        TRY(take(std::move(*message)));
    }
}

} // namespace mfa::wire
