#include "engine/base/file.hpp"
#include "tests/support/cmocka_cpp.hpp"
#include "tests/support/temp_dir.hpp"

#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace mfa;

static void write_file(const std::string& path, const std::string& text) {
    std::ofstream{path} << text;
}

static std::string content_of(int directory, const std::string& name) {
    const auto file = CHECK_OK(open_regular_at(directory, name, O_RDONLY, {}, name));
    return CHECK_OK(read_text(file.get(), 100, name));
}

static void a_missing_file_is_not_found_and_nothing_else_is() {
    const test::TempDir folder;
    const auto directory = folder.open();
    CHECK_ERROR(open_regular_at(directory.get(), "none", O_RDONLY, {}, "none"),
                ErrorKind::not_found);
    CHECK_EQUAL(::symlinkat("/etc/passwd", directory.get(), "link"), 0);
    CHECK_ERROR(open_regular_at(directory.get(), "link", O_RDONLY, {}, "link"), ErrorKind::system);
}

static void fifos_folders_and_hard_links_are_unsafe() {
    const test::TempDir folder;
    const auto directory = folder.open();
    CHECK_EQUAL(::mkfifo((folder / "fifo").c_str(), 0600), 0);
    CHECK_ERROR(open_regular_at(directory.get(), "fifo", O_RDONLY, {}, "fifo"),
                ErrorKind::unsafe_file);
    write_file(folder / "file", "x");
    CHECK_EQUAL(::link((folder / "file").c_str(), (folder / "second").c_str()), 0);
    CHECK_ERROR(open_regular_at(directory.get(), "file", O_RDONLY, {}, "file"),
                ErrorKind::unsafe_file);
}

static void owner_and_mode_are_checked_on_the_open_file() {
    const test::TempDir folder;
    const auto directory = folder.open();
    write_file(folder / "file", "x");
    CHECK_EQUAL(::chmod((folder / "file").c_str(), 0666), 0);
    const FileRules strict{::getuid(), writable_by_others};
    CHECK_ERROR(open_regular_at(directory.get(), "file", O_RDONLY, strict, "file"),
                ErrorKind::unsafe_file);
    CHECK_EQUAL(::chmod((folder / "file").c_str(), 0644), 0);
    CHECK_OK(open_regular_at(directory.get(), "file", O_RDONLY, strict, "file"));
    const FileRules foreign{::getuid() + 1, 0};
    CHECK_ERROR(open_regular_at(directory.get(), "file", O_RDONLY, foreign, "file"),
                ErrorKind::unsafe_file);
}

static void a_file_over_the_limit_is_refused_whole() {
    const test::TempDir folder;
    const auto directory = folder.open();
    write_file(folder / "file", std::string(101, 'x'));
    const auto file = CHECK_OK(open_regular_at(directory.get(), "file", O_RDONLY, {}, "file"));
    CHECK_ERROR(read_text(file.get(), 100, "file"), ErrorKind::invalid_input);
}

static void a_replaced_file_is_the_old_or_the_new_one() {
    const test::TempDir folder;
    const auto directory = folder.open();
    CHECK_OK(replace_file(directory.get(), "file", "old", 0600, Durability::survives_power_loss,
                          "file"));

    // A full disk, made with RLIMIT_FSIZE: the write fails half-way, the old content stays.
    rlimit before{};
    CHECK_EQUAL(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const rlimit tiny{2, before.rlim_max};
    auto* const handler = ::signal(SIGXFSZ, SIG_IGN);
    CHECK_EQUAL(::setrlimit(RLIMIT_FSIZE, &tiny), 0);
    const auto outcome = replace_file(directory.get(), "file", "newer", 0600,
                                      Durability::survives_power_loss, "file");
    CHECK_EQUAL(::setrlimit(RLIMIT_FSIZE, &before), 0);
    static_cast<void>(::signal(SIGXFSZ, handler));
    CHECK_ERROR(outcome, ErrorKind::system);
    CHECK_EQUAL(content_of(directory.get(), "file"), "old");
    CHECK_EQUAL(CHECK_OK(list_directory(directory.get(), "folder")).size(), 1U);

    CHECK_OK(replace_file(directory.get(), "file", "newer", 0600, Durability::survives_power_loss,
                          "file"));
    CHECK_EQUAL(content_of(directory.get(), "file"), "newer");
}

int main() {
    return mfa::test::run("base/file", {
                                           TEST(a_missing_file_is_not_found_and_nothing_else_is),
                                           TEST(fifos_folders_and_hard_links_are_unsafe),
                                           TEST(owner_and_mode_are_checked_on_the_open_file),
                                           TEST(a_file_over_the_limit_is_refused_whole),
                                           TEST(a_replaced_file_is_the_old_or_the_new_one),
                                       });
}
