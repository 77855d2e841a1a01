// The programs started here are ordinary ones of the system: what is tested is what the host sees.
#include "engine/wire/helper_process.hpp"
#include "tests/support/cmocka_cpp.hpp"

#include <cerrno>
#include <csignal>
#include <dirent.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace mfa;
using namespace mfa::wire;

namespace {

int open_descriptors() {
    int count = 0;
    DIR* folder = ::opendir("/proc/self/fd");
    while (::readdir(folder) != nullptr) {
        ++count;
    }
    ::closedir(folder);
    return count;
}

volatile std::sig_atomic_t child_signals = 0;

void a_program_that_is_missing_is_an_error_and_leaves_nothing() {
    const int before = open_descriptors();
    CHECK_ERROR(HelperProcess::start("/nonexistent/mfa_helper"), ErrorKind::system);
    CHECK_EQUAL(open_descriptors(), before);
    CHECK_EQUAL(::waitpid(-1, nullptr, __WALL | WNOHANG), -1);
    CHECK_EQUAL(errno, ECHILD);
}

void a_program_that_ends_without_an_answer_is_an_error() {
    auto helper = CHECK_OK(HelperProcess::start("/bin/true"));
    CHECK(!helper.exchange(Message{MessageType::status}).has_value());
}

void the_host_gets_no_sigchld_and_its_wait_finds_no_child() {
    child_signals = 0;
    static_cast<void>(std::signal(SIGCHLD, [](int) { child_signals = child_signals + 1; }));
    {
        auto helper = CHECK_OK(HelperProcess::start("/bin/true"));
        CHECK(!helper.exchange(Message{MessageType::status}).has_value());
        CHECK_EQUAL(::waitpid(-1, nullptr, WNOHANG), -1);
        CHECK_EQUAL(errno, ECHILD);
    }
    CHECK_EQUAL(child_signals, 0);
    CHECK_EQUAL(::waitpid(-1, nullptr, __WALL | WNOHANG), -1); // and no zombie stays
    static_cast<void>(std::signal(SIGCHLD, SIG_DFL));
}

void a_host_that_ignores_sigchld_changes_nothing() {
    static_cast<void>(std::signal(SIGCHLD, SIG_IGN));
    {
        auto helper = CHECK_OK(HelperProcess::start("/bin/true"));
        CHECK(!helper.exchange(Message{MessageType::status}).has_value());
    }
    static_cast<void>(std::signal(SIGCHLD, SIG_DFL));
    CHECK_EQUAL(::waitpid(-1, nullptr, __WALL | WNOHANG), -1);
}

void a_host_with_closed_standard_descriptors_is_served() {
    const int saved = ::fcntl(0, F_DUPFD_CLOEXEC, 10);
    ::close(0);
    {
        auto helper = CHECK_OK(HelperProcess::start("/bin/true"));
        CHECK(!helper.exchange(Message{MessageType::status}).has_value());
        CHECK_EQUAL(::fcntl(0, F_GETFD), -1);
    }
    CHECK_EQUAL(::dup2(saved, 0), 0);
    ::close(saved);
}

} // namespace

int main() {
    return mfa::test::run("wire/helper_process",
                          {
                              TEST(a_program_that_is_missing_is_an_error_and_leaves_nothing),
                              TEST(a_program_that_ends_without_an_answer_is_an_error),
                              TEST(the_host_gets_no_sigchld_and_its_wait_finds_no_child),
                              TEST(a_host_that_ignores_sigchld_changes_nothing),
                              TEST(a_host_with_closed_standard_descriptors_is_served),
                          });
}
