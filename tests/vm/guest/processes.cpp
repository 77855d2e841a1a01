#include "tests/vm/guest/attempts.hpp"

#include <csignal>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

namespace attempts {

namespace {

pid_t process(const std::string& number) {
    return static_cast<pid_t>(std::stol(number));
}

int signal(const std::string& number) {
    return outcome(::kill(process(number), 0));
}
int signal_by_descriptor(const std::string& number) {
    const long other = ::syscall(SYS_pidfd_open, process(number), 0);
    return other < 0 ? errno : outcome(::syscall(SYS_pidfd_send_signal, other, 0, nullptr, 0));
}
/// A pipe that signals another process, with a signal of our choice, when it can be read.
int signal_by_pipe(const std::string& number) {
    int ends[2];
    return ::pipe2(ends, O_CLOEXEC) != 0 ? errno
                                         : outcome(::fcntl(ends[0], F_SETOWN, process(number)));
}
int signal_by_socket(const std::string& number) {
    int ends[2];
    const pid_t other = process(number);
    return ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0
               ? errno
               : outcome(::ioctl(ends[0], FIOSETOWN, &other));
}
int limit(const std::string& number) {
    rlimit was{};
    const pid_t other = process(number);
    return ::prlimit(other, RLIMIT_CORE, nullptr, &was) != 0
               ? errno
               : outcome(::prlimit(other, RLIMIT_CORE, &was, nullptr));
}

int change_nice(const std::string& number) {
    constexpr int nicer = 5;
    return outcome(::setpriority(PRIO_PROCESS, static_cast<id_t>(process(number)), nicer));
}
int change_io_priority(const std::string& number) {
    constexpr int of_a_process = 1; // IOPRIO_WHO_PROCESS
    constexpr int best_effort = 2 << 13;
    return outcome(::syscall(SYS_ioprio_set, of_a_process, process(number), best_effort));
}
int change_scheduler(const std::string& number) {
    const sched_param none{};
    return outcome(::sched_setscheduler(process(number), SCHED_BATCH, &none));
}

int trace(const std::string& number) {
    return outcome(::ptrace(PTRACE_SEIZE, process(number), nullptr, nullptr));
}
/// Which would become a listed command by an exec.
int trace_child(const std::string& /*unused*/) {
    const pid_t child = ::fork();
    if (child == 0) {
        ::pause();
    }
    const int traced = outcome(::ptrace(PTRACE_SEIZE, child, nullptr, nullptr));
    ::kill(child, SIGKILL);
    return traced;
}
int be_traced(const std::string& /*unused*/) {
    return outcome(::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr));
}
int read_memory(const std::string& number) {
    char byte = 0;
    const iovec here{&byte, 1};
    // Nothing is there: who may look is told EFAULT.
    const iovec there{nullptr, 1};
    return outcome(::process_vm_readv(process(number), &here, 1, &there, 1, 0));
}
int take_descriptor(const std::string& number) {
    const long other = ::syscall(SYS_pidfd_open, process(number), 0);
    return other < 0 ? errno : outcome(::syscall(SYS_pidfd_getfd, other, 0, 0));
}

int share_memory(const std::string& /*unused*/) {
    const int memory = ::shmget(IPC_PRIVATE, 1, IPC_CREAT | S_IRUSR | S_IWUSR);
    // NOLINTNEXTLINE(performance-no-int-to-ptr): that is what shmat(2) returns when it fails
    const int failure = ::shmat(memory, nullptr, 0) == reinterpret_cast<void*>(-1) ? errno : 0;
    ::shmctl(memory, IPC_RMID, nullptr);
    return failure;
}
int read_keys(const std::string& /*unused*/) {
    return outcome(::syscall(SYS_keyctl, KEYCTL_READ, KEY_SPEC_USER_KEYRING, nullptr, 0));
}

constexpr Attempt process_attempts[] = {{"signal", signal},
                                        {"signal_by_descriptor", signal_by_descriptor},
                                        {"signal_by_pipe", signal_by_pipe},
                                        {"signal_by_socket", signal_by_socket},
                                        {"limit", limit},
                                        {"change_nice", change_nice},
                                        {"change_io_priority", change_io_priority},
                                        {"change_scheduler", change_scheduler},
                                        {"trace", trace},
                                        {"trace_child", trace_child},
                                        {"be_traced", be_traced},
                                        {"read_memory", read_memory},
                                        {"take_descriptor", take_descriptor},
                                        {"share_memory", share_memory},
                                        {"read_keys", read_keys}};

} // namespace

std::span<const Attempt> on_processes() {
    return process_attempts;
}

} // namespace attempts
