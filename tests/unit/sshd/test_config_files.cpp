// Which files make up sshd's configuration, and whether one was changed since it was read.
#include "engine/sshd/config_files.hpp"
#include "tests/support/cmocka_cpp.hpp"
#include "tests/support/temp_dir.hpp"

#include <algorithm>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace mfa;
using namespace mfa::test;

namespace {

timespec now() {
    timespec time{};
    CHECK_EQUAL(::clock_gettime(CLOCK_REALTIME, &time), 0);
    return time;
}

/// The clock that files get their times from goes in ticks.
void let_a_tick_pass() {
    const timespec pause{0, 30'000'000};
    CHECK_EQUAL(::nanosleep(&pause, nullptr), 0);
}

void write(const std::string& path, const std::string& text) {
    std::ofstream{path} << text;
}

} // namespace

static void included_files_and_their_folders_belong_to_it() {
    const TempDir folder;
    const std::string more = folder / "more.d";
    CHECK(std::filesystem::create_directory(more));
    write(folder / "config", "# Include /nothing\n\tiNcLuDe \"" + more + "/*.conf\" " +
                                 (folder / "one") + " # and why\nPort 22\n");
    write(folder / "one", "Include=" + (folder / "two") + "\n");
    write(folder / "two", "Include /no/such/folder/*.conf\n");
    write(more + "/a.conf", "Match all\n  Include " + (folder / "config") + "\n");
    write(more + "/b.off", "Include /etc/hostname\n");
    const auto files = CHECK_OK(sshd::config_files(folder / "config"));
    std::vector<std::string> wanted{
        folder.path(), folder / "config", folder / "one", folder / "two", more, more + "/a.conf"};
    std::sort(wanted.begin(), wanted.end());
    CHECK(files == wanted);
}

static void what_cannot_be_read_is_an_error() {
    const TempDir folder;
    CHECK_EQUAL(sshd::config_files(folder / "missing").error().sys_errno(), ENOENT);
    write(folder / "config", "Include " + folder.path() + "/fold*\n");
    CHECK(std::filesystem::create_directory(folder / "folder"));
    CHECK(!sshd::config_files(folder / "config"));
}

static void a_change_after_the_start_shows_and_one_before_does_not() {
    const TempDir folder;
    const std::string file = folder / "config";
    write(file, "Port 22\n");
    let_a_tick_pass();
    const timespec started = now();
    CHECK_OK(sshd::unchanged_since({file, folder.path()}, started));
    let_a_tick_pass();
    write(file, "Port 23\n");
    CHECK_ERROR(sshd::unchanged_since({file}, started), ErrorKind::invalid_config);
    CHECK_OK(sshd::unchanged_since({file}, now()));
}

static void a_time_that_was_set_back_hides_no_change() {
    const TempDir folder;
    const std::string file = folder / "config";
    const timespec started = now();
    let_a_tick_pass();
    write(file, "Port 22\n");
    const timespec long_ago[2] = {{1000, 0}, {1000, 0}};
    CHECK_EQUAL(::utimensat(AT_FDCWD, file.c_str(), long_ago, 0), 0);
    CHECK_ERROR(sshd::unchanged_since({file}, started), ErrorKind::invalid_config);
}

static void a_file_that_was_taken_away_shows_in_its_folder() {
    const TempDir folder;
    write(folder / "a.conf", "");
    let_a_tick_pass();
    const timespec started = now();
    CHECK_OK(sshd::unchanged_since({folder.path()}, started));
    CHECK_EQUAL(::unlink((folder / "a.conf").c_str()), 0);
    let_a_tick_pass();
    write(folder / "b", "");
    CHECK_ERROR(sshd::unchanged_since({folder.path()}, started), ErrorKind::invalid_config);
}

static void the_pid_file_says_when_and_without_one_the_start_does() {
    const TempDir folder;
    const std::string pid_file = folder / "sshd.pid";
    sshd::Listener listener;
    listener.process = ::getpid();
    const timespec written[2] = {{5000, 7}, {5000, 7}};
    const auto read_at = [&] { return CHECK_OK(sshd::config_read_at(listener, pid_file)).tv_sec; };
    const auto start = CHECK_OK(sshd::config_read_at(listener, "none")).tv_sec;
    CHECK(start <= now().tv_sec && start > now().tv_sec - 600);
    if (::getuid() != 0) {
        SKIP_TEST("a pid file that root owns takes root");
    }
    write(pid_file, std::to_string(::getpid()) + "\n");
    CHECK_EQUAL(::utimensat(AT_FDCWD, pid_file.c_str(), written, 0), 0);
    CHECK_EQUAL(read_at(), 5000);
    CHECK_EQUAL(::chmod(pid_file.c_str(), 0666), 0); // anybody's: not believed
    CHECK(read_at() != 5000);
    CHECK_EQUAL(::chmod(pid_file.c_str(), 0644), 0);
    write(pid_file, "1\n"); // another's
    CHECK_EQUAL(::utimensat(AT_FDCWD, pid_file.c_str(), written, 0), 0);
    CHECK(read_at() != 5000);
}

int main() {
    return mfa::test::run("sshd/config_files",
                          {TEST(included_files_and_their_folders_belong_to_it),
                           TEST(what_cannot_be_read_is_an_error),
                           TEST(a_change_after_the_start_shows_and_one_before_does_not),
                           TEST(a_time_that_was_set_back_hides_no_change),
                           TEST(a_file_that_was_taken_away_shows_in_its_folder),
                           TEST(the_pid_file_says_when_and_without_one_the_start_does)});
}
