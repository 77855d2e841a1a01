// Recovery codes: each opens once, and only for somebody who has an enabled device.
#include "engine/device/recovery.hpp"

#include "engine/base/code_text.hpp"
#include "engine/store/file_store.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/device/life_cycle_bench.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <sys/wait.h>
#include <unistd.h>

using namespace mfa;
using namespace mfa::test;

namespace {

struct Bench : LifeCycleBench {
    Bench() {
        enroll();
        pass(300s);
    }
    std::vector<SecretBuffer> make() {
        auto opened = account();
        return CHECK_OK(create_recovery_codes(opened, random, now));
    }
    /// What make() does first, out of files that are made once: ten hashes take half a second.
    std::vector<SecretBuffer> list() {
        static Bench made_once;
        static const std::vector<SecretBuffer> codes = made_once.make();
        store.records = made_once.store.records;
        store.usages = made_once.store.usages;
        std::vector<SecretBuffer> copies;
        copies.reserve(codes.size());
        for (const SecretBuffer& code : codes) {
            copies.push_back(code.clone());
        }
        return copies;
    }
    std::size_t import(const std::vector<SecretBuffer>& codes) {
        auto opened = account();
        return CHECK_OK(add_recovery_codes(opened, codes, random, now));
    }
    std::size_t left() { return recovery_codes_left(account()); }
    std::uint32_t failures() { return account().usage().failures; }
    Outcome enter(const SecretBuffer& text) { return verify(text).outcome; }
};

/// A code that is well-formed and of nobody.
SecretBuffer guess(std::uint64_t number = 4711) {
    return CHECK_OK(recovery_code_of(number));
}

std::vector<SecretBuffer> scratch_codes() {
    std::vector<SecretBuffer> codes;
    for (const std::string_view code : {"12345678", "00000001", "98765432"}) {
        codes.push_back(SecretBuffer::copy_of(code));
    }
    return codes;
}

void ten_codes_are_made_and_each_is_good_once() {
    Bench bench;
    const auto codes = bench.make();
    CHECK_EQUAL(codes.size(), 10U);
    std::set<std::string> different;
    for (const auto& code : codes) {
        CHECK(is_recovery_code(code.view()));
        different.emplace(code.view());
    }
    CHECK_EQUAL(different.size(), 10U);
    std::size_t left = 10;
    for (const auto& code : codes) {
        CHECK_EQUAL(bench.left(), left);
        CHECK(bench.enter(code) == Outcome::accepted);
        CHECK(bench.enter(code) == Outcome::spent);
        --left;
    }
    CHECK_EQUAL(bench.left(), 0U);
    CHECK_EQUAL(bench.failures(), 0U);
}

void what_is_accepted_says_that_it_was_a_recovery_code_and_of_which_list() {
    Bench bench;
    const auto codes = bench.list();
    const Attempt attempt = bench.verify(codes[3]);
    CHECK_EQUAL(attempt.device, "recovery code");
    CHECK_EQUAL(attempt.recovery_id, bench.account().recovery()->id);
    const Attempt with_device = bench.verify(bench.code(0));
    CHECK(with_device.outcome == Outcome::accepted);
    CHECK_EQUAL(with_device.recovery_id, 0U);
}

void making_new_ones_voids_the_old_used_or_not() {
    Bench bench;
    const auto old = bench.list();
    CHECK(bench.enter(old[0]) == Outcome::accepted);
    const auto old_id = bench.account().recovery()->id;
    const auto old_salt = bench.account().recovery()->salt;
    const auto fresh = bench.make();
    CHECK(bench.account().recovery()->salt != old_salt);
    CHECK(bench.account().recovery()->id != old_id);
    CHECK_EQUAL(bench.left(), 10U);
    CHECK(bench.enter(old[0]) == Outcome::wrong);
    CHECK(bench.enter(old[1]) == Outcome::wrong);
    CHECK(bench.enter(fresh[0]) == Outcome::accepted);
    CHECK_EQUAL(bench.left(), 9U);
}

void a_crash_while_new_ones_are_made_leaves_the_old_or_the_new_list() {
    for (int writes = 0; writes <= 3; ++writes) {
        Bench bench;
        const auto old = bench.list();
        CHECK(bench.enter(old[0]) == Outcome::accepted);
        bench.store.fail_after = writes;
        {
            auto opened = bench.account();
            const auto made = create_recovery_codes(opened, bench.random, bench.now);
            CHECK_EQUAL(made.has_value(), writes == 3);
        }
        bench.store.fail_after = -1;
        const bool replaced = bench.left() == 10;
        CHECK(replaced || bench.left() == 9);
        CHECK(replaced == (writes >= 2)); // sector, record, sector
        CHECK(bench.enter(old[0]) == (replaced ? Outcome::wrong : Outcome::spent));
        CHECK(bench.enter(old[1]) == (replaced ? Outcome::wrong : Outcome::accepted));
    }
}

void codes_are_stored_as_hashes_only() {
    Bench bench;
    const auto codes = bench.list();
    auto opened = bench.account();
    const RecoveryList& list = *opened.recovery();
    CHECK_EQUAL(list.hashes.size(), 10U);
    for (const auto& hash : list.hashes) {
        const std::string_view kept{reinterpret_cast<const char*>(hash.data()), hash.size()};
        for (const auto& code : codes) {
            CHECK(kept.find(code.view()) == std::string_view::npos);
        }
    }
}

void a_wrong_one_feeds_the_throttle_that_holds_for_all_codes() {
    Bench bench;
    const auto codes = bench.list();
    for (int i = 0; i < 4; ++i) {
        CHECK(bench.verify(guess()).retry_after == 0s);
    }
    CHECK(bench.verify(guess()).retry_after == 30s);
    CHECK(bench.enter(codes[0]) == Outcome::throttled);
    CHECK(bench.verify(0) == Outcome::throttled);
    bench.pass(30s);
    CHECK(bench.enter(codes[0]) == Outcome::accepted);
    CHECK_EQUAL(bench.failures(), 0U);
}

void a_used_one_again_does_not_feed_the_throttle_nor_clear_it() {
    Bench bench;
    const auto codes = bench.list();
    CHECK(bench.enter(codes[0]) == Outcome::accepted);
    CHECK(bench.enter(guess()) == Outcome::wrong);
    for (int i = 0; i < 3; ++i) {
        CHECK(bench.enter(codes[0]) == Outcome::spent);
    }
    CHECK_EQUAL(bench.failures(), 1U);
}

void without_a_list_a_guess_is_wrong_and_counts() {
    Bench bench;
    CHECK_EQUAL(bench.left(), 0U);
    CHECK(bench.enter(guess()) == Outcome::wrong);
    CHECK_EQUAL(bench.failures(), 1U);
}

void it_counts_only_while_a_device_is_enabled() {
    Bench bench;
    const auto codes = bench.list();
    {
        auto opened = bench.account();
        CHECK(CHECK_OK(deactivate(opened, "alice")) == Refusal::none);
    }
    CHECK(bench.enter(codes[0]) == Outcome::no_device);
    CHECK_EQUAL(bench.left(), 10U);
    {
        auto opened = bench.account();
        CHECK_ERROR(create_recovery_codes(opened, bench.random, bench.now), ErrorKind::internal);
    }
    CHECK(bench.prove(-1, 0).attempt.outcome == Outcome::accepted);
    auto opened = bench.account();
    CHECK(CHECK_OK(commit_enable(opened, "alice", opened.find("alice")->id, bench.now)) ==
          Refusal::none);
    CHECK(CHECK_OK(device::verify(opened, codes[0], bench.now)).outcome == Outcome::accepted);
}

void a_process_killed_in_the_middle_has_made_an_attempt_and_used_nothing() {
    Bench bench;
    const auto codes = bench.list();
    bench.store.fail_after = 1; // the failed attempt is written, what was found is not
    {
        auto opened = bench.account();
        CHECK_ERROR(device::verify(opened, codes[0], bench.now), ErrorKind::system);
    }
    bench.store.fail_after = -1;
    CHECK_EQUAL(bench.failures(), 1U);
    CHECK_EQUAL(bench.left(), 10U);
    CHECK(bench.enter(codes[0]) == Outcome::accepted);
}

void nothing_is_looked_at_when_the_attempt_cannot_be_written() {
    Bench bench;
    const auto codes = bench.list();
    bench.store.fail_after = 0;
    {
        auto opened = bench.account();
        CHECK_ERROR(device::verify(opened, codes[0], bench.now), ErrorKind::system);
        CHECK_ERROR(device::verify(opened, guess(), bench.now), ErrorKind::system);
    }
}

void that_it_is_used_is_on_disk_before_it_is_accepted() {
    Bench bench;
    const auto codes = bench.list();
    CHECK(bench.enter(codes[0]) == Outcome::accepted);
    bench.store.lose_power();
    CHECK(bench.enter(codes[0]) == Outcome::spent);
    CHECK_EQUAL(bench.left(), 9U);
}

/// Tries the code in a process of its own; exits with its Outcome.
[[noreturn]] void attempt_and_exit(Bench& bench, store::FileStore& files,
                                   const SecretBuffer& code) {
    auto opened = Account::open(files, bench.sealer, bench.alice);
    if (!opened) {
        ::_exit(100);
    }
    const auto attempt = device::verify(*opened, code, bench.now);
    ::_exit(attempt ? static_cast<int>(attempt->outcome) : 101);
}

void of_fifty_attempts_at_once_one_is_accepted() {
    Bench bench;
    const auto codes = bench.list();
    const TempDir folder;
    auto files = CHECK_OK(store::FileStore::open(folder.path(), ::getuid(), 60s));
    {
        const auto locked = CHECK_OK(files.lock("alice"));
        CHECK_OK(locked->write_usage(bench.store.usages["alice"], LockedFiles::Sync::wait));
        CHECK_OK(locked->write_record(bench.store.records["alice"]));
    }
    std::array<pid_t, 50> children{};
    for (pid_t& child : children) {
        child = ::fork();
        if (child == 0) {
            attempt_and_exit(bench, files, codes[7]);
        }
        CHECK(child > 0);
    }
    std::map<int, int> outcomes;
    for (const pid_t child : children) {
        int status = 0;
        CHECK_EQUAL(::waitpid(child, &status, 0), child);
        CHECK(WIFEXITED(status));
        ++outcomes[WEXITSTATUS(status)];
    }
    CHECK_EQUAL(outcomes[static_cast<int>(Outcome::accepted)], 1);
    CHECK_EQUAL(outcomes[static_cast<int>(Outcome::spent)], 49);
}

void scratch_codes_from_elsewhere_are_good_once_each() {
    Bench bench;
    const auto codes = scratch_codes();
    CHECK_EQUAL(bench.import(codes), 3U);
    CHECK_EQUAL(bench.left(), 3U);
    CHECK(bench.enter(codes[1]) == Outcome::accepted);
    CHECK(bench.enter(codes[1]) == Outcome::spent);
    CHECK_EQUAL(bench.left(), 2U);
    CHECK(bench.verify(0) == Outcome::accepted);
    CHECK_EQUAL(bench.failures(), 0U);
    bench.make();
    CHECK(bench.enter(codes[0]) == Outcome::wrong);
}

void eight_wrong_digits_are_one_failure_where_there_are_scratch_codes() {
    Bench bench;
    CHECK_EQUAL(bench.import(scratch_codes()), 3U);
    CHECK(bench.enter(SecretBuffer::copy_of("11111111")) == Outcome::wrong);
    CHECK_EQUAL(bench.failures(), 1U);
}

void a_device_of_eight_digits_and_scratch_codes_go_together() {
    Bench bench;
    CHECK_EQUAL(bench.import(scratch_codes()), 3U);
    {
        auto opened = bench.account();
        Seed seed;
        seed.parameters.digits = 8;
        seed.secret = SecretBuffer::copy_of("12345678901234567890");
        CHECK(CHECK_OK(take_over(opened, "alice/long", seed, 8, bench.now)) == Refusal::none);
    }
    CHECK(bench.enter(bench.code(0, "alice/long")) == Outcome::accepted);
    CHECK(bench.enter(scratch_codes()[0]) == Outcome::accepted);
    CHECK_EQUAL(bench.failures(), 0U);
    CHECK_EQUAL(bench.left(), 2U);
}

void codes_from_elsewhere_replace_no_list() {
    Bench bench;
    const auto own = bench.list();
    CHECK_EQUAL(bench.import(scratch_codes()), 0U);
    CHECK(bench.enter(own[0]) == Outcome::accepted);
}

void no_more_codes_are_taken_than_have_room_and_none_that_cannot_be_typed() {
    Bench bench;
    std::vector<SecretBuffer> codes;
    CHECK_EQUAL(bench.import(codes), 0U);
    CHECK(!bench.account().recovery());
    for (int i = 0; i < 20; ++i) {
        codes.push_back(SecretBuffer::copy_of(std::to_string(10'000'000 + i)));
    }
    CHECK_EQUAL(bench.import(codes), 16U);
    CHECK(bench.enter(codes[15]) == Outcome::accepted);

    Bench other;
    auto opened = other.account();
    const std::array<SecretBuffer, 1> short_one{SecretBuffer::copy_of("123456")};
    CHECK_ERROR(add_recovery_codes(opened, short_one, other.random, other.now),
                ErrorKind::invalid_input);
}

} // namespace

int main() {
    return mfa::test::run(
        "device/recovery",
        {
            TEST(ten_codes_are_made_and_each_is_good_once),
            TEST(what_is_accepted_says_that_it_was_a_recovery_code_and_of_which_list),
            TEST(making_new_ones_voids_the_old_used_or_not),
            TEST(a_crash_while_new_ones_are_made_leaves_the_old_or_the_new_list),
            TEST(codes_are_stored_as_hashes_only),
            TEST(a_wrong_one_feeds_the_throttle_that_holds_for_all_codes),
            TEST(a_used_one_again_does_not_feed_the_throttle_nor_clear_it),
            TEST(without_a_list_a_guess_is_wrong_and_counts),
            TEST(it_counts_only_while_a_device_is_enabled),
            TEST(a_process_killed_in_the_middle_has_made_an_attempt_and_used_nothing),
            TEST(nothing_is_looked_at_when_the_attempt_cannot_be_written),
            TEST(that_it_is_used_is_on_disk_before_it_is_accepted),
            TEST(of_fifty_attempts_at_once_one_is_accepted),
            TEST(scratch_codes_from_elsewhere_are_good_once_each),
            TEST(eight_wrong_digits_are_one_failure_where_there_are_scratch_codes),
            TEST(a_device_of_eight_digits_and_scratch_codes_go_together),
            TEST(codes_from_elsewhere_replace_no_list),
            TEST(no_more_codes_are_taken_than_have_room_and_none_that_cannot_be_typed),
        });
}
