#include "engine/device/account.hpp"
#include "engine/device/life_cycle.hpp"
#include "engine/device/seal_anew.hpp"
#include "engine/store/file_store.hpp"
#include "engine/store/keyed_store.hpp"
#include "tests/support/cmocka_cpp.hpp"
#include "tests/support/fakes.hpp"
#include "tests/support/temp_dir.hpp"

#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace mfa;
using namespace mfa::store;
using namespace std::chrono_literals;
using Rotation = HostKeyFiles::Rotation;

namespace {

namespace fs = std::filesystem;

/// A folder like /etc/mfa after provision: 32 bytes that are key 1.
struct KeyFolder {
    KeyFolder() { put("host.key", std::string(32, 'k')); }

    void put(const std::string& name, const std::string& content, mode_t mode = 0640) const {
        std::ofstream{folder / name, std::ios::binary} << content;
        CHECK_EQUAL(::chmod((folder / name).c_str(), mode), 0);
    }
    void put_key(const std::string& name, std::uint32_t number, char byte) const {
        const auto content = CHECK_OK(
            device::encode_host_key({number, SecretBuffer::copy_of(std::string(32, byte))}));
        put(name, std::string{content.view()});
    }
    [[nodiscard]] bool has(const std::string& name) const { return fs::exists(folder / name); }
    [[nodiscard]] HostKeyFiles open() const {
        return CHECK_OK(HostKeyFiles::open(folder.path(), ::getuid()));
    }
    /// "in force/other" by number; 0: there is no other.
    [[nodiscard]] std::string numbers() const {
        const auto keys = CHECK_OK(open().read());
        return std::to_string(keys.in_force.number) + "/" +
               std::to_string(keys.other ? keys.other->number : 0);
    }

    test::TempDir folder;
    mutable test::FakeRandom random;
};

void a_key_by_itself_is_read() {
    const KeyFolder keys;
    auto files = keys.open();
    const auto read = CHECK_OK(files.read());
    CHECK_EQUAL(read.in_force.number, 1U);
    CHECK(read.in_force.bytes.equals(std::string(32, 'k')));
    CHECK(!read.other);
    CHECK(CHECK_OK(files.rotation()) == Rotation::none);
}

void without_a_key_or_with_an_unsafe_one_nothing_is_read() {
    const KeyFolder keys;
    fs::remove(keys.folder / "host.key");
    CHECK_ERROR(keys.open().read(), ErrorKind::not_found);
    keys.put("host.key", std::string(32, 'k'), 0644);
    CHECK_ERROR(keys.open().read(), ErrorKind::unsafe_file);
    keys.put("host.key", "too short");
    CHECK_ERROR(keys.open().read(), ErrorKind::invalid_config);
    fs::remove(keys.folder / "host.key");
    fs::create_symlink("/etc/hostname", keys.folder / "host.key");
    CHECK(!keys.open().read().has_value());
    CHECK_ERROR(HostKeyFiles::open(keys.folder.path(), ::getuid() + 1), ErrorKind::unsafe_file);
}

void a_rotation_leaves_the_new_key_in_force_and_then_alone() {
    const KeyFolder keys;
    auto files = keys.open();
    CHECK_EQUAL(CHECK_OK(files.begin_rotation(keys.random)), 2U);
    CHECK_EQUAL(keys.numbers(), "2/1");
    CHECK(!keys.has("host.key.next"));
    CHECK(CHECK_OK(files.rotation()) == Rotation::under_way);
    const auto read = CHECK_OK(files.read());
    CHECK(read.other->bytes.equals(std::string(32, 'k')));
    CHECK(!read.in_force.bytes.equals(std::string(32, 'k')));
    CHECK_OK(files.end_rotation());
    CHECK_EQUAL(keys.numbers(), "2/0");
    CHECK(!keys.has("host.key.previous"));
    CHECK_EQUAL(CHECK_OK(files.begin_rotation(keys.random)), 3U);
}

void what_a_rotation_writes_can_be_read_by_root_and_the_group_alone() {
    const KeyFolder keys;
    auto files = keys.open();
    CHECK_OK(files.begin_rotation(keys.random));
    for (const char* name : {"host.key", "host.key.previous"}) {
        struct stat status {};
        CHECK_EQUAL(::stat((keys.folder / name).c_str(), &status), 0);
        CHECK_EQUAL(status.st_mode & 07777U, 0640U);
    }
}

void no_rotation_begins_before_the_last_one_has_ended() {
    const KeyFolder keys;
    auto files = keys.open();
    CHECK_OK(files.begin_rotation(keys.random));
    CHECK_ERROR(files.begin_rotation(keys.random), ErrorKind::internal);
    CHECK_OK(files.end_rotation());
    CHECK_ERROR(files.end_rotation(), ErrorKind::internal);
}

/// What a process that is killed leaves, step by step; and what a reader has to go on with.
void a_rotation_that_was_interrupted_is_gone_on_with() {
    const std::string next_key = std::string("MFAK\2\0\0\0", 8) + std::string(32, 'n');
    {
        const KeyFolder keys; // in the middle of writing the new key
        keys.put(".host.key.new", "MFAK", 0600);
        CHECK_EQUAL(keys.numbers(), "1/0");
        CHECK_EQUAL(CHECK_OK(keys.open().begin_rotation(keys.random)), 2U);
        CHECK(!keys.has(".host.key.new"));
    }
    {
        const KeyFolder keys; // after step 1
        keys.put("host.key.next", next_key);
        CHECK_EQUAL(keys.numbers(), "1/2");
        CHECK_EQUAL(CHECK_OK(keys.open().begin_rotation(keys.random)), 2U);
        CHECK(CHECK_OK(keys.open().read()).in_force.bytes.equals(std::string(32, 'n')));
        CHECK_EQUAL(keys.numbers(), "2/1");
    }
    {
        const KeyFolder keys; // after step 2; also what a lost rename of step 3 leaves
        keys.put("host.key.next", next_key);
        keys.put_key("host.key.previous", 1, 'k');
        CHECK_EQUAL(keys.numbers(), "1/2");
        CHECK(CHECK_OK(keys.open().rotation()) == Rotation::none);
        CHECK_EQUAL(CHECK_OK(keys.open().begin_rotation(keys.random)), 2U);
        CHECK(CHECK_OK(keys.open().read()).in_force.bytes.equals(std::string(32, 'n')));
        CHECK_EQUAL(keys.numbers(), "2/1");
    }
}

void key_files_that_no_rotation_leaves_are_refused() {
    const KeyFolder keys;
    keys.put_key("host.key.previous", 1, 'x'); // the number of the key in force, other bytes
    CHECK_ERROR(keys.open().read(), ErrorKind::invalid_config);
    keys.put_key("host.key.previous", 2, 'x'); // newer than the key in force
    CHECK_ERROR(keys.open().read(), ErrorKind::invalid_config);
    keys.put_key("host.key", 5, 'k');
    CHECK_EQUAL(keys.numbers(), "5/2");
    keys.put_key("host.key.next", 5, 'n'); // not newer
    CHECK_ERROR(keys.open().read(), ErrorKind::invalid_config);
    keys.put_key("host.key.next", 6, 'n'); // two rotations at once
    CHECK_ERROR(keys.open().read(), ErrorKind::invalid_config);
}

void one_process_at_a_time_changes_the_key() {
    const KeyFolder keys;
    auto first = keys.open();
    CHECK_OK(first.lock());
    auto second = keys.open();
    CHECK_ERROR(second.lock(), ErrorKind::timeout);
    CHECK_OK(second.read());
    first = keys.open();
    CHECK_OK(second.lock());
}

void a_change_of_any_file_is_seen() {
    const KeyFolder keys;
    auto files = keys.open();
    CHECK_OK(files.read());
    CHECK(!CHECK_OK(files.have_changed()));
    auto other = keys.open();
    CHECK_OK(other.begin_rotation(keys.random));
    CHECK(CHECK_OK(files.have_changed()));
    CHECK_OK(files.read());
    CHECK(!CHECK_OK(files.have_changed()));
    CHECK_OK(other.end_rotation());
    CHECK(CHECK_OK(files.have_changed()));
}

/// Two helpers, as it were: each has read the keys at its own time.
struct StoreFolder {
    std::unique_ptr<KeyedStore> helper() {
        return CHECK_OK(KeyedStore::open(files, keys.open(), keys.random));
    }
    device::Account account(KeyedStore& helper) {
        return CHECK_OK(device::Account::open(helper, helper.sealer(), alice));
    }
    void create(KeyedStore& helper, const std::string& name) {
        auto opened = account(helper);
        const device::Moment now{WallTime{1'800'000'000s}, 1000s, std::string(36, 'b')};
        CHECK(CHECK_OK(device::create(opened, name, {}, 8, keys.random, now)) ==
              device::Refusal::none);
    }
    static Result<device::SealedAnew> seal_anew(KeyedStore& helper) {
        return device::seal_anew(helper, helper.sealer(), "alice", [](const std::string&) {
            return Result<std::optional<uid_t>>{std::nullopt};
        });
    }

    KeyFolder keys;
    test::TempDir folder;
    FileStore files = CHECK_OK(FileStore::open(folder.path(), ::getuid(), 5s));
    device::Owner alice{"alice", 1000};
};

void a_helper_that_runs_across_a_rotation_takes_the_new_key_with_the_next_lock() {
    StoreFolder store;
    const auto old_helper = store.helper();
    store.create(*old_helper, "alice");
    auto changing = store.keys.open();
    CHECK_OK(changing.begin_rotation(store.keys.random));
    CHECK_EQUAL(old_helper->sealer().key_number(), 1U);
    store.create(*old_helper, "alice/phone");
    CHECK_EQUAL(old_helper->sealer().key_number(), 2U);

    const auto new_helper = store.helper();
    CHECK(CHECK_OK(StoreFolder::seal_anew(*new_helper)) == device::SealedAnew::no);
    CHECK_OK(changing.end_rotation());
    CHECK_EQUAL(store.account(*new_helper).devices().size(), 2U);
    CHECK_EQUAL(store.account(*old_helper).devices().size(), 2U);
    CHECK_EQUAL(store.account(*store.helper()).devices().size(), 2U);
}

void what_was_sealed_while_the_key_changed_is_sealed_anew_after_its_lock() {
    StoreFolder store;
    const auto old_helper = store.helper();
    auto changing = store.keys.open();
    {
        auto held = store.account(*old_helper);
        CHECK_OK(changing.begin_rotation(store.keys.random));
        held.usage().failures = 3; // the lock is from before the new key: sealed under the old one
        CHECK_OK(held.save_usage(device::LockedFiles::Sync::wait));
    }
    const auto new_helper = store.helper();
    CHECK(CHECK_OK(new_helper->users_with_files()) == (std::vector<std::string>{"alice"}));
    CHECK(CHECK_OK(StoreFolder::seal_anew(*new_helper)) == device::SealedAnew::yes);
    CHECK(CHECK_OK(StoreFolder::seal_anew(*new_helper)) == device::SealedAnew::no);
    CHECK_OK(changing.end_rotation());
    CHECK_EQUAL(store.account(*store.helper()).usage().failures, 3U);
}

void what_the_new_key_sealed_opens_after_a_power_failure_took_the_rename_back() {
    StoreFolder store;
    store.create(*store.helper(), "alice");
    CHECK_OK(store.keys.open().begin_rotation(store.keys.random));
    store.create(*store.helper(), "alice/phone");
    // As it was before the rename: the new key is still .next, and the old one in force.
    fs::rename(store.keys.folder / "host.key", store.keys.folder / "host.key.next");
    fs::copy(store.keys.folder / "host.key.previous", store.keys.folder / "host.key");
    CHECK_EQUAL(store.keys.numbers(), "1/2");
    CHECK_EQUAL(store.account(*store.helper()).devices().size(), 2U);
    CHECK_EQUAL(CHECK_OK(store.keys.open().begin_rotation(store.keys.random)), 2U);
    CHECK_EQUAL(store.account(*store.helper()).devices().size(), 2U);
}

void without_its_key_a_running_helper_gives_no_lock() {
    StoreFolder store;
    const auto helper = store.helper();
    store.create(*helper, "alice");
    fs::remove(store.keys.folder / "host.key");
    CHECK_ERROR(helper->lock("alice"), ErrorKind::not_found);
}

} // namespace

int main() {
    return mfa::test::run(
        "store/host_key_files",
        {
            TEST(a_key_by_itself_is_read),
            TEST(without_a_key_or_with_an_unsafe_one_nothing_is_read),
            TEST(a_rotation_leaves_the_new_key_in_force_and_then_alone),
            TEST(what_a_rotation_writes_can_be_read_by_root_and_the_group_alone),
            TEST(no_rotation_begins_before_the_last_one_has_ended),
            TEST(a_rotation_that_was_interrupted_is_gone_on_with),
            TEST(key_files_that_no_rotation_leaves_are_refused),
            TEST(one_process_at_a_time_changes_the_key),
            TEST(a_change_of_any_file_is_seen),
            TEST(a_helper_that_runs_across_a_rotation_takes_the_new_key_with_the_next_lock),
            TEST(what_was_sealed_while_the_key_changed_is_sealed_anew_after_its_lock),
            TEST(what_the_new_key_sealed_opens_after_a_power_failure_took_the_rename_back),
            TEST(without_its_key_a_running_helper_gives_no_lock),
        });
}
