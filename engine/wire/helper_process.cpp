#include "engine/wire/helper_process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <fcntl.h>
#include <memory>
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace mfa::wire {

namespace {

constexpr std::size_t child_stack_size = 64UL * 1024;

struct ChildPlan {
    const char* path;
    int socket;
    int null_device;
    bool as_root;
    int failure; ///< errno of what failed; written by the child in our memory (CLONE_VM)
};

// MUST: raw system calls only between clone and exec. The child shares our memory, and glibc's
// setresuid would run in every thread of the host.
int child_main(void* argument) {
    auto* plan = static_cast<ChildPlan*>(argument);
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
    static_cast<void>(::syscall(SYS_close_range, 3U, ~0U, 0U));
    std::array<char, 11> name{"mfa_helper"};
    std::array<char*, 2> arguments{name.data(), nullptr};
    std::array<char*, 1> environment{nullptr};
    static_cast<void>(::syscall(SYS_execve, plan->path, arguments.data(), environment.data()));
    plan->failure = errno;
    return 1;
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

/// Collects the child; `wait_ms` bounds how long it may take to end, -1 is for ever.
bool reap(const UniqueFd& process, int wait_ms) {
    pollfd entry{process.get(), POLLIN, 0};
    while (::poll(&entry, 1, wait_ms) < 0 && errno == EINTR) {
    }
    siginfo_t unused{};
    return (entry.revents & POLLIN) != 0 &&
           ::waitid(P_PIDFD, static_cast<id_t>(process.get()), &unused, WEXITED | __WCLONE) == 0;
}

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

    const auto stack = std::make_unique<std::uint8_t[]>(child_stack_size);
    ChildPlan plan{path.c_str(), theirs.get(), null_device.get(), ::geteuid() == 0, 0};
    int process_fd = -1;
    pid_t pid = -1;
    {
        const SignalsBlocked blocked;
        pid = ::clone(child_main, stack.get() + child_stack_size,
                      CLONE_VM | CLONE_VFORK | CLONE_PIDFD, &plan, &process_fd);
    }
    if (pid < 0) {
        return Error::from_errno("start `" + path + "`");
    }
    UniqueFd process{process_fd};
    if (plan.failure != 0) {
        static_cast<void>(reap(process, -1));
        return Error::from_errno("start `" + path + "`", plan.failure);
    }
    return HelperProcess{Channel{std::move(ours)}, std::move(process)};
}

HelperProcess::HelperProcess(Channel channel, UniqueFd process)
    : m_channel{std::move(channel)}, m_process{std::move(process)} {}

HelperProcess::~HelperProcess() {
    if (!m_process) {
        return;
    }
    // Closing the channel ends a helper in good order. One that hangs is killed if we may; if not,
    // its own time limit ends it and init reaps it.
    m_channel = Channel{UniqueFd{}};
    constexpr int good_order_ms = 500;
    if (!reap(m_process, good_order_ms)) {
        static_cast<void>(::syscall(SYS_pidfd_send_signal, m_process.get(), SIGKILL, nullptr, 0U));
        static_cast<void>(reap(m_process, good_order_ms));
    }
}

Result<Message> HelperProcess::exchange(const Message& request, std::vector<Message>* items) {
    TRY(m_channel.send(request, answer_timeout));
    while (true) {
        auto message = TRY(m_channel.receive(answer_timeout));
        if (!message) {
            return Error{ErrorKind::protocol, "read the helper's answer", "it ended without one"};
        }
        if (message->type() == MessageType::reply) {
            return std::move(*message);
        }
        if (message->type() != MessageType::item || items == nullptr) {
            return Error{ErrorKind::protocol, "read the helper's answer", "unexpected message"};
        }
        items->push_back(std::move(*message));
    }
}

} // namespace mfa::wire
