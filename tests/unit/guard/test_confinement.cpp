// What a process and its descendants can still do once they are confined. Each attempt is made in a
// process that is confined and in one that is not: there it works.
#include "engine/guard/confinement.hpp"
#include "engine/guard/interpreters.hpp"
#include "engine/guard/landlock.hpp"
#include "tests/support/cmocka_cpp.hpp"
#include "tests/support/temp_dir.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <functional>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <thread>

using namespace mfa;
using namespace mfa::test;
using guard::confine_for_good;

namespace {

/// 0 where it worked, else an errno.
using Attempt = std::function<int()>;

void needs_landlock() {
    if (::getuid() != 0) {
        SKIP_TEST("confining without no_new_privs takes root");
    }
    if (guard::landlock_version() == 0) {
        SKIP_TEST("this kernel has no Landlock");
    }
}

/// The exit status of a child that does it.
int in_child(const Attempt& work) {
    const pid_t child = ::fork();
    if (child == 0) {
        ::_exit(work());
    }
    int status = -1;
    CHECK_EQUAL(::waitpid(child, &status, 0), child);
    CHECK(WIFEXITED(status));
    return WEXITSTATUS(status);
}

constexpr int not_confined = 250;

int confined(const Attempt& work) {
    return in_child([&work] {
        const auto programs = guard::files_to_run("/usr/bin/true");
        return programs && confine_for_good(*programs) ? work() : not_confined;
    });
}

int open_for(const char* path, int flags) {
    const UniqueFd file{::open(path, flags | O_CLOEXEC, 0600)};
    return file ? 0 : errno;
}

int run(const char* program, const char* argument = nullptr) {
    const pid_t child = ::fork();
    if (child == 0) {
        ::execl(program, program, argument, static_cast<char*>(nullptr));
        ::_exit(errno);
    }
    int status = -1;
    return ::waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : 251;
}

std::string loader() {
    return CHECK_OK(guard::files_to_run("/usr/bin/true")).at(1);
}

} // namespace

static void what_is_named_runs_and_nothing_else() {
    needs_landlock();
    CHECK_EQUAL(confined([] { return run("/usr/bin/true"); }), 0);
    CHECK_EQUAL(in_child([] { return run("/usr/bin/ls"); }), 0);
    CHECK_EQUAL(confined([] { return run("/usr/bin/ls"); }), EACCES);
}

static void the_loader_runs_nothing_else_either() {
    needs_landlock();
    const std::string path = loader();
    CHECK_EQUAL(in_child([&] { return run(path.c_str(), "/usr/bin/ls"); }), 0);
    CHECK(confined([&] { return run(path.c_str(), "/usr/bin/ls"); }) != 0);
    CHECK_EQUAL(confined([&] { return run(path.c_str(), "/usr/bin/true"); }), 0);
}

static void files_are_neither_read_nor_made() {
    needs_landlock();
    const TempDir folder;
    const std::string file = folder / "file";
    for (const int flags : {O_WRONLY | O_CREAT, O_RDONLY, O_RDWR | O_TRUNC}) {
        CHECK_EQUAL(in_child([&] { return open_for(file.c_str(), flags); }), 0);
        CHECK_EQUAL(confined([&] { return open_for(file.c_str(), flags); }), EACCES);
    }
    const std::string made = folder / "made";
    CHECK_EQUAL(confined([&] { return open_for(made.c_str(), O_WRONLY | O_CREAT); }), EACCES);
    CHECK_EQUAL(confined([&] { return ::mkdir(made.c_str(), 0700) == 0 ? 0 : errno; }), EACCES);
    CHECK_EQUAL(confined([&] { return ::unlink(file.c_str()) == 0 ? 0 : errno; }), EACCES);
    CHECK_EQUAL(confined([&] { return ::link(file.c_str(), made.c_str()) == 0 ? 0 : errno; }),
                EACCES);
}

static void what_programs_and_the_opener_need_is_there() {
    needs_landlock();
    for (const char* path : {"/etc/passwd", "/proc/self/stat", "/dev/urandom"}) {
        CHECK_EQUAL(confined([path] { return open_for(path, O_RDONLY); }), 0);
    }
    for (const char* path : {"/dev/null", "/dev/ptmx"}) {
        CHECK_EQUAL(confined([path] { return open_for(path, O_RDWR); }), 0);
    }
    CHECK_EQUAL(confined([] { return open_for("/etc/mfa-test-made", O_WRONLY | O_CREAT); }),
                EACCES);
}

static void a_file_without_another_name_is_not_cut_short() {
    needs_landlock();
    if (guard::landlock_version() < 3) {
        SKIP_TEST("this Landlock does not know truncate(2)");
    }
    const TempDir folder;
    const std::string file = folder / "file";
    const Attempt cut = [&] { return ::truncate(file.c_str(), 0) == 0 ? 0 : errno; };
    CHECK_EQUAL(open_for(file.c_str(), O_WRONLY | O_CREAT), 0);
    CHECK_EQUAL(in_child(cut), 0);
    CHECK_EQUAL(confined(cut), EACCES);
}

static void there_is_no_tcp() {
    needs_landlock();
    if (guard::landlock_version() < 4) {
        SKIP_TEST("this Landlock does not know TCP");
    }
    const Attempt listen = [] {
        const UniqueFd socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
        return ::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0
                   ? 0
                   : errno;
    };
    CHECK_EQUAL(in_child(listen), 0);
    CHECK_EQUAL(confined(listen), EACCES);
}

static void nobody_outside_is_traced_and_from_version_6_none_is_signalled() {
    needs_landlock();
    const std::string memory = "/proc/" + std::to_string(::getpid()) + "/mem";
    CHECK_EQUAL(in_child([&] { return open_for(memory.c_str(), O_RDONLY); }), 0);
    CHECK_EQUAL(confined([&] { return open_for(memory.c_str(), O_RDONLY); }), EACCES);
    const pid_t outside = ::getpid();
    const Attempt signal = [outside] { return ::kill(outside, SIGCONT) == 0 ? 0 : errno; };
    CHECK_EQUAL(in_child(signal), 0);
    CHECK_EQUAL(confined(signal), guard::landlock_version() < 6 ? 0 : EPERM);
    const Attempt signal_a_child = [] {
        const pid_t child = ::fork();
        if (child == 0) {
            ::pause();
        }
        const int failure = ::kill(child, SIGKILL) == 0 ? 0 : errno;
        return ::waitpid(child, nullptr, 0) == child ? failure : 251;
    };
    CHECK_EQUAL(confined(signal_a_child), 0);
}

static void a_program_that_others_can_change_is_left_out() {
    needs_landlock();
    const TempDir folder;
    const std::string program = folder / "program";
    CHECK_EQUAL(::chmod(folder.path().c_str(), 0755), 0);
    CHECK_EQUAL(std::system(("cp /usr/bin/true " + program).c_str()), 0);
    const auto confined_to_it = [&](mode_t mode) {
        CHECK_EQUAL(::chmod(program.c_str(), mode), 0);
        return in_child([&] {
            return confine_for_good({program, loader()}) ? run(program.c_str()) : not_confined;
        });
    };
    CHECK_EQUAL(confined_to_it(0755), 0);
    CHECK_EQUAL(confined_to_it(0777), EACCES);
}

/// A device stands for a terminal: one that is not open to all sessions.
static void the_terminal_that_is_named_can_be_opened_anew() {
    needs_landlock();
    const std::string name = "mfa-test-" + std::to_string(::getpid());
    const std::string device = "/dev/" + name;
    if (::mknod(device.c_str(), S_IFCHR | 0600, makedev(1, 3)) != 0) {
        SKIP_TEST("no device can be made here");
    }
    const auto opens = [&](const std::string& terminal) {
        return in_child([&] {
            return confine_for_good({}, terminal) ? open_for(device.c_str(), O_RDWR) : not_confined;
        });
    };
    const int by_path = opens(device);
    const int by_name = opens(name);
    const int unnamed = opens("");
    const int another = opens("ssh");
    const int roundabout = opens("../dev/" + name);
    CHECK_EQUAL(::unlink(device.c_str()), 0);
    CHECK_EQUAL(by_path, 0);
    CHECK_EQUAL(by_name, 0);
    CHECK_EQUAL(unnamed, EACCES);
    CHECK_EQUAL(another, EACCES);
    CHECK_EQUAL(roundabout, EACCES);
}

static void a_process_with_threads_is_not_confined() {
    needs_landlock();
    CHECK_EQUAL(in_child([] {
                    std::thread other{[] { ::pause(); }};
                    const auto outcome = confine_for_good({});
                    other.detach();
                    return !outcome && open_for("/usr/bin/ls", O_RDONLY) == 0 ? 0 : 1;
                }),
                0);
}

int main() {
    return mfa::test::run(
        "guard/confinement",
        {TEST(what_is_named_runs_and_nothing_else), TEST(the_loader_runs_nothing_else_either),
         TEST(files_are_neither_read_nor_made), TEST(what_programs_and_the_opener_need_is_there),
         TEST(a_file_without_another_name_is_not_cut_short), TEST(there_is_no_tcp),
         TEST(nobody_outside_is_traced_and_from_version_6_none_is_signalled),
         TEST(a_program_that_others_can_change_is_left_out),
         TEST(the_terminal_that_is_named_can_be_opened_anew),
         TEST(a_process_with_threads_is_not_confined)});
}
