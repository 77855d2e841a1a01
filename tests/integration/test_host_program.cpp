// What the module does to the program that loads it: nothing, and nothing is left of it.
#include "tests/integration/stage.hpp"
#include "tests/support/cmocka_cpp.hpp"

#include <array>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <malloc.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace mfa;
using namespace mfa::test;
using wire::Verdict;

namespace {

bool is_mapped(const std::string& name) {
    std::ifstream maps{"/proc/self/maps"};
    std::string line;
    while (std::getline(maps, line)) {
        if (line.find(name) != std::string::npos) {
            return true;
        }
    }
    return false;
}

std::size_t open_descriptors() {
    const std::filesystem::directory_iterator folder{"/proc/self/fd"};
    return static_cast<std::size_t>(std::distance(folder, std::filesystem::directory_iterator{}));
}

void log_in(const Stage& stage) {
    Program program{stage};
    program.answers({"123456"});
    stage.helper_answers({verdict(Verdict::ask_code), ok()});
    CHECK_EQUAL(pam_authenticate(program.handle(), 0), PAM_SUCCESS);
}

void fail_to_log_in(const Stage& stage) {
    const Program program{stage};
    stage.helper_follows("exit\n");
    CHECK_EQUAL(pam_authenticate(program.handle(), 0), PAM_AUTHINFO_UNAVAIL);
}

} // namespace

static void it_unloads() {
    const Stage stage;
    {
        Program program{stage};
        stage.helper_answers({verdict(Verdict::not_needed)});
        CHECK_EQUAL(pam_authenticate(program.handle(), 0), ignored);
        CHECK(is_mapped("pam_mfa_under_test"));
    }
    CHECK(!is_mapped("pam_mfa_under_test"));
}

static void a_thousand_logins_leave_the_heap_as_small_as_it_was() {
    const Stage stage;
    const auto log_in_and_fail = [&](int times) {
        for (int i = 0; i < times; ++i) {
            log_in(stage);
            fail_to_log_in(stage);
        }
    };
    log_in_and_fail(10); // libraries allocate once, at their first use
    const std::size_t before = ::mallinfo2().uordblks;
    log_in_and_fail(500);
    // malloc counts what it caches for a thread as used; a leak is larger than that many times
    // over.
    constexpr std::size_t cached = 64UL * 1024;
    CHECK(::mallinfo2().uordblks < before + cached);
}

static void descriptors_signals_and_children_are_as_before() {
    const Stage stage;
    struct sigaction child_before {};
    struct sigaction pipe_before {};
    CHECK_EQUAL(::sigaction(SIGCHLD, nullptr, &child_before), 0);
    CHECK_EQUAL(::sigaction(SIGPIPE, nullptr, &pipe_before), 0);
    const std::size_t descriptors = open_descriptors();
    log_in(stage);
    fail_to_log_in(stage);
    CHECK_EQUAL(open_descriptors(), descriptors);
    struct sigaction now {};
    CHECK_EQUAL(::sigaction(SIGCHLD, nullptr, &now), 0);
    CHECK(now.sa_handler == child_before.sa_handler);
    CHECK_EQUAL(::sigaction(SIGPIPE, nullptr, &now), 0);
    CHECK(now.sa_handler == pipe_before.sa_handler);
    CHECK_EQUAL(::waitpid(-1, nullptr, WNOHANG | __WALL), -1);
}

static void it_works_where_children_are_ignored() {
    const Stage stage;
    auto* const before = ::signal(SIGCHLD, SIG_IGN);
    log_in(stage);
    static_cast<void>(::signal(SIGCHLD, before));
}

/// A thread that is cancelled while the module waits for the conversation.
static void cancel_a_thread_at_the_prompt() {
    const Stage stage;
    Program program{stage};
    program.at_prompt = [] {
        ::pthread_cancel(::pthread_self());
        ::pthread_testcancel();
    };
    stage.helper_answers({verdict(Verdict::ask_code), ok()});
    const std::size_t descriptors = open_descriptors();
    pthread_t thread{};
    const auto body = [](void* handle) -> void* {
        static_cast<void>(pam_authenticate(static_cast<pam_handle_t*>(handle), 0));
        return nullptr;
    };
    CHECK_EQUAL(::pthread_create(&thread, nullptr, body, program.handle()), 0);
    void* result = nullptr;
    CHECK_EQUAL(::pthread_join(thread, &result), 0);
    CHECK(result == PTHREAD_CANCELED);
    // Destructors ran: the channel to the helper is closed.
    CHECK_EQUAL(open_descriptors(), descriptors);
}

static void a_thread_cancelled_at_the_prompt_unwinds_through_it() {
    // In a process of its own, which ends without a word: libpam itself loses memory when its
    // caller is cancelled, and refuses to end the transaction.
    const pid_t child = ::fork();
    CHECK(child >= 0);
    if (child == 0) {
        std::array<char, 1024> message{};
        const bool passed = run_body(cancel_a_thread_at_the_prompt, message.data(),
                                     message.size()) == Ending::passed;
        static_cast<void>(std::fputs(message.data(), stderr));
        ::_exit(passed ? 0 : 1);
    }
    int status = 0;
    CHECK_EQUAL(::waitpid(child, &status, 0), child);
    CHECK(WIFEXITED(status));
    CHECK_EQUAL(WEXITSTATUS(status), 0);
}

int main() {
    return mfa::test::run("integration/host_program",
                          {
                              TEST(it_unloads),
                              TEST(a_thousand_logins_leave_the_heap_as_small_as_it_was),
                              TEST(descriptors_signals_and_children_are_as_before),
                              TEST(it_works_where_children_are_ignored),
                              TEST(a_thread_cancelled_at_the_prompt_unwinds_through_it),
                          });
}
