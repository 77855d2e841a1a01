#include "engine/store/source_table.hpp"
#include "tests/support/cmocka_cpp.hpp"
#include "tests/support/fakes.hpp"
#include "tests/support/temp_dir.hpp"

#include <fstream>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace mfa;
using namespace mfa::store;
using namespace std::chrono_literals;

namespace {

struct TableBench {
    TableBench() { clock.time = 10'000s; }

    [[nodiscard]] SourceTable open(const std::string& boot = std::string(36, 'b')) {
        return CHECK_OK(SourceTable::open(directory.get(), ::getuid(), boot, random, clock));
    }
    /// Wrong codes for that many users from one source; the last one's wait.
    static std::chrono::milliseconds spray(SourceTable& table, const std::string& source,
                                           int users) {
        std::chrono::milliseconds wait{0};
        for (int i = 0; i < users; ++i) {
            wait = CHECK_OK(table.reserve(source, "user" + std::to_string(i)));
        }
        return wait;
    }

    test::TempDir folder;
    UniqueFd directory = folder.open();
    SystemRandom random;
    test::FakeBootClock clock;
};

void many_users_of_one_source_wait_and_of_another_nobody_does() {
    TableBench bench;
    auto table = bench.open();
    CHECK(TableBench::spray(table, "4here", 20) == 0ms);
    CHECK(CHECK_OK(table.reserve("4here", "alice")) == 250ms);
    CHECK(CHECK_OK(table.reserve("4there", "alice")) == 0ms);
}

void every_process_sees_the_same_table() {
    TableBench bench;
    auto table = bench.open();
    TableBench::spray(table, "4here", 25);
    auto other = bench.open();
    CHECK(CHECK_OK(other.reserve("4here", "alice")) == 1500ms);
    CHECK_OK(other.take_back("4here", "alice"));
    CHECK(CHECK_OK(table.reserve("4here", "bob")) == 1500ms);
    CHECK(CHECK_OK(other.reserve("4here", "carol")) == 1750ms);
}

void after_an_hour_the_source_is_free_again() {
    TableBench bench;
    auto table = bench.open();
    TableBench::spray(table, "4here", 40);
    bench.clock.time += 3600s;
    CHECK(CHECK_OK(table.reserve("4here", "alice")) == 0ms);
}

void fifty_at_once_are_all_counted() {
    TableBench bench;
    constexpr int attempts = 50;
    for (int i = 0; i < attempts; ++i) {
        const pid_t child = ::fork();
        if (child == 0) {
            auto table = SourceTable::open(bench.directory.get(), ::getuid(), std::string(36, 'b'),
                                           bench.random, bench.clock);
            const bool done = table && table->reserve("4here", "user" + std::to_string(i));
            ::_exit(done ? 0 : 1);
        }
        CHECK(child > 0);
    }
    for (int i = 0; i < attempts; ++i) {
        int status = -1;
        CHECK(::wait(&status) > 0);
        CHECK_EQUAL(status, 0);
    }
    auto table = bench.open();
    CHECK(CHECK_OK(table.reserve("4here", "alice")) == 5000ms);
}

void who_comes_from_very_many_addresses_makes_nobody_wait_and_a_heavy_source_is_kept() {
    TableBench bench;
    auto table = bench.open();
    TableBench::spray(table, "4heavy", 30);
    for (int i = 0; i < 30'000; ++i) {
        CHECK_OK(table.reserve("6" + std::to_string(i), "alice"));
    }
    CHECK(CHECK_OK(table.reserve("4heavy", "alice")) == 2750ms);
    CHECK(CHECK_OK(table.reserve("4honest", "bob")) == 0ms);
    struct stat status {};
    CHECK_EQUAL(::stat((bench.folder / "sources").c_str(), &status), 0);
    CHECK_EQUAL(status.st_size, 4096 + 1024 * 4096);
    CHECK_EQUAL(status.st_mode & 07777U, 0600U);
}

void with_another_boot_or_a_damaged_header_the_table_begins_anew() {
    TableBench bench;
    {
        auto table = bench.open();
        TableBench::spray(table, "4here", 40);
    }
    CHECK(CHECK_OK(bench.open(std::string(36, 'c')).reserve("4here", "alice")) == 0ms);
    for (const char* content : {"", "MFAS", "no table at all"}) {
        {
            auto table = bench.open();
            TableBench::spray(table, "4here", 40);
        }
        std::ofstream{bench.folder / "sources"} << content;
        CHECK(CHECK_OK(bench.open().reserve("4here", "alice")) == 0ms);
    }
}

void a_table_that_is_not_ours_is_refused() {
    TableBench bench;
    std::ofstream{bench.folder / "sources"} << "";
    CHECK_EQUAL(::chmod((bench.folder / "sources").c_str(), 0666), 0);
    CHECK_ERROR(
        SourceTable::open(bench.directory.get(), ::getuid(), "b", bench.random, bench.clock),
        ErrorKind::unsafe_file);
}

} // namespace

int main() {
    return mfa::test::run(
        "store/source_table",
        {
            TEST(many_users_of_one_source_wait_and_of_another_nobody_does),
            TEST(every_process_sees_the_same_table),
            TEST(after_an_hour_the_source_is_free_again),
            TEST(fifty_at_once_are_all_counted),
            TEST(who_comes_from_very_many_addresses_makes_nobody_wait_and_a_heavy_source_is_kept),
            TEST(with_another_boot_or_a_damaged_header_the_table_begins_anew),
            TEST(a_table_that_is_not_ours_is_refused),
        });
}
