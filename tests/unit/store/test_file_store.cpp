#include "engine/store/file_store.hpp"
#include "tests/support/cmocka_cpp.hpp"
#include "tests/support/temp_dir.hpp"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace mfa;
using namespace mfa::store;
using namespace std::chrono_literals;
using Sync = device::LockedFiles::Sync;

namespace {

FileStore open_store(const test::TempDir& folder, std::chrono::milliseconds timeout = 5s) {
    return CHECK_OK(FileStore::open(folder.path(), ::getuid(), timeout));
}

void what_is_written_is_read_back() {
    const test::TempDir folder;
    auto store = open_store(folder);
    {
        const auto files = CHECK_OK(store.lock("alice"));
        CHECK(!CHECK_OK(files->read_record()));
        CHECK(!CHECK_OK(files->read_usage()));
        CHECK_OK(files->write_usage(std::string(512, 'u'), Sync::wait));
        CHECK_OK(files->write_record("record"));
    }
    const auto files = CHECK_OK(store.lock("alice"));
    for (int i = 0; i < 2; ++i) {
        CHECK_EQUAL(CHECK_OK(files->read_record()).value(), "record");
        CHECK_EQUAL(CHECK_OK(files->read_usage()).value(), std::string(512, 'u'));
    }
}

void the_lock_is_exclusive_and_ends_with_its_holder() {
    const test::TempDir folder;
    auto store = open_store(folder, 50ms);
    {
        const auto held = CHECK_OK(store.lock("alice"));
        CHECK_ERROR(store.lock("alice"), ErrorKind::timeout);
        CHECK_OK(store.lock("bob"));
    }
    CHECK_OK(store.lock("alice"));
}

void several_look_at_once_and_nobody_changes_meanwhile() {
    const test::TempDir folder;
    auto store = open_store(folder, 50ms);
    CHECK_OK(CHECK_OK(store.lock("alice"))->write_usage(std::string(512, 'u'), Sync::wait));
    const auto first = CHECK_OK(store.lock_to_read("alice"));
    const auto second = CHECK_OK(store.lock_to_read("alice"));
    CHECK_EQUAL(CHECK_OK(second->read_usage()).value(), std::string(512, 'u'));
    CHECK_ERROR(store.lock("alice"), ErrorKind::timeout);
    CHECK_ERROR(second->write_record("record"), ErrorKind::internal);
    CHECK_ERROR(second->write_usage("usage", Sync::wait), ErrorKind::internal);
}

void looking_at_somebody_without_files_makes_none() {
    const test::TempDir folder;
    auto store = open_store(folder);
    const auto files = CHECK_OK(store.lock_to_read("alice"));
    CHECK(!CHECK_OK(files->read_usage()));
    CHECK(!CHECK_OK(files->read_record()));
    CHECK_ERROR(files->write_record("record"), ErrorKind::internal);
    CHECK(std::filesystem::is_empty(folder.path()));
}

void a_killed_holder_leaves_no_lock() {
    const test::TempDir folder;
    auto store = open_store(folder, 5s);
    std::array<int, 2> ready{};
    CHECK_EQUAL(::pipe(ready.data()), 0); // NOLINT(android-cloexec-pipe): the child is forked only
    const pid_t child = ::fork();
    if (child == 0) {
        const auto held = store.lock("alice");
        static_cast<void>(::write(ready[1], "x", held ? 1 : 0));
        ::pause();
        ::_exit(0);
    }
    char byte = 0;
    CHECK_EQUAL(::read(ready[0], &byte, 1), 1);
    CHECK_EQUAL(::kill(child, SIGKILL), 0);
    CHECK_OK(store.lock("alice"));
    CHECK_EQUAL(::waitpid(child, nullptr, 0), child);
}

void a_folder_that_others_can_enter_is_refused() {
    const test::TempDir folder;
    CHECK_EQUAL(::chmod(folder.path().c_str(), 0750), 0);
    CHECK_ERROR(FileStore::open(folder.path(), ::getuid(), 1s), ErrorKind::unsafe_file);
    CHECK_EQUAL(::chmod(folder.path().c_str(), 0700), 0);
    CHECK_ERROR(FileStore::open(folder.path(), ::getuid() + 1, 1s), ErrorKind::unsafe_file);
}

void a_record_that_others_can_read_is_refused() {
    const test::TempDir folder;
    auto store = open_store(folder);
    const auto files = CHECK_OK(store.lock("alice"));
    CHECK_OK(files->write_record("record"));
    CHECK_EQUAL(::chmod((folder / "alice.record").c_str(), 0644), 0);
    CHECK_ERROR(files->read_record(), ErrorKind::unsafe_file);
}

void links_in_the_place_of_a_file_are_refused() {
    const test::TempDir folder;
    auto store = open_store(folder);
    CHECK_EQUAL(::symlink("/etc/passwd", (folder / "alice.usage").c_str()), 0);
    CHECK(!store.lock("alice").has_value());
    CHECK_EQUAL(::symlink("/etc/passwd", (folder / "bob.record").c_str()), 0);
    CHECK(!CHECK_OK(store.lock("bob"))->read_record().has_value());
}

void names_that_are_no_user_names_never_reach_the_disk() {
    const test::TempDir folder;
    auto store = open_store(folder);
    for (const char* bad : {"", "..", "a/b", "a\nb"}) {
        CHECK_ERROR(store.lock(bad), ErrorKind::invalid_input);
    }
    const auto directory = folder.open();
    CHECK_EQUAL(CHECK_OK(list_directory(directory.get(), "store")).size(), 0U);
}

void only_users_with_a_record_are_listed() {
    const test::TempDir folder;
    auto store = open_store(folder);
    CHECK_OK(CHECK_OK(store.lock("alice"))->write_record("r"));
    CHECK_OK(CHECK_OK(store.lock("x@y"))->write_record("r"));
    CHECK_OK(store.lock("bob"));
    std::vector<std::string> users;
    CHECK_OK(store.for_each_user([&users](const std::string& user) -> Result<> {
        users.push_back(user);
        return {};
    }));
    std::sort(users.begin(), users.end());
    CHECK(users == (std::vector<std::string>{"alice", "x@y"}));
    CHECK(CHECK_OK(store.users_with_files()) == (std::vector<std::string>{"alice", "bob", "x@y"}));
}

} // namespace

int main() {
    return mfa::test::run("store/file_store",
                          {
                              TEST(what_is_written_is_read_back),
                              TEST(the_lock_is_exclusive_and_ends_with_its_holder),
                              TEST(several_look_at_once_and_nobody_changes_meanwhile),
                              TEST(looking_at_somebody_without_files_makes_none),
                              TEST(a_killed_holder_leaves_no_lock),
                              TEST(a_folder_that_others_can_enter_is_refused),
                              TEST(a_record_that_others_can_read_is_refused),
                              TEST(links_in_the_place_of_a_file_are_refused),
                              TEST(names_that_are_no_user_names_never_reach_the_disk),
                              TEST(only_users_with_a_record_are_listed),
                          });
}
