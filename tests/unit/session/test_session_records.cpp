#include "engine/session/session_records.hpp"
#include "tests/support/cmocka_cpp.hpp"
#include "tests/support/temp_dir.hpp"

#include <fstream>
#include <unistd.h>

using namespace mfa;
using namespace mfa::session;
using namespace std::chrono_literals;

namespace {

struct Bench {
    test::TempDir folder;
    UniqueFd runtime = folder.open();
    SessionRecords records = open("boot-1");
    Subject alice{"alice", 1000};
    SessionPlace place{17, {"audit-17"}, "audit-17"};

    SessionRecords open(const std::string& boot) {
        return CHECK_OK(SessionRecords::open(runtime.get(), ::getuid(), boot));
    }
    void grant(const SessionKey& key, std::uint32_t device_id) {
        CHECK_OK(records.write(key, {alice, "192.0.2.1", Factor{"alice", device_id, 10s, 20s}}));
    }
};

void a_record_comes_back_as_it_was() {
    Bench bench;
    bench.grant("audit-17", 4);
    const auto found = CHECK_OK(bench.records.find(bench.place, bench.alice));
    CHECK(found.has_value());
    CHECK_EQUAL(found->remote_host, "192.0.2.1");
    CHECK_EQUAL(found->factor->device_id, 4U);
    CHECK(found->factor->expires_at == 20s);
}

void a_record_counts_for_its_session_uid_user_and_boot_alone() {
    Bench bench;
    bench.grant("audit-17", 4);
    CHECK(!CHECK_OK(bench.records.find({18, {"audit-18"}, "audit-18"}, bench.alice)));
    CHECK(!CHECK_OK(bench.records.find(bench.place, {"alice", 1001})));
    CHECK(!CHECK_OK(bench.records.find(bench.place, {"bob", 1000})));
    CHECK(!CHECK_OK(bench.open("boot-2").find(bench.place, bench.alice)));
}

void revoking_a_device_takes_its_factor_out_of_every_session() {
    Bench bench;
    bench.grant("audit-17", 4);
    bench.grant("audit-18", 5);
    bench.grant("audit-19", 4);
    CHECK_EQUAL(CHECK_OK(bench.records.revoke(bench.alice, 4)), 2);
    CHECK(!CHECK_OK(bench.records.find(bench.place, bench.alice))->factor);
    CHECK(CHECK_OK(bench.records.find({18, {"audit-18"}, "audit-18"}, bench.alice))->factor);
}

void a_damaged_record_is_an_error_and_not_a_missing_one() {
    Bench bench;
    bench.grant("audit-17", 4);
    std::ofstream{bench.folder / "sessions/audit-17.1000", std::ios::trunc} << "boot=boot-1\nuser";
    CHECK_ERROR(bench.records.find(bench.place, bench.alice), ErrorKind::corrupt);
}

void records_long_expired_are_removed() {
    Bench bench;
    bench.grant("audit-17", 4);
    CHECK_OK(bench.records.reap(23h));
    CHECK(CHECK_OK(bench.records.find(bench.place, bench.alice)).has_value());
    CHECK_OK(bench.records.reap(25h));
    CHECK(!CHECK_OK(bench.records.find(bench.place, bench.alice)));
}

void a_closed_session_leaves_no_record() {
    Bench bench;
    bench.grant("audit-17", 4);
    CHECK_OK(bench.records.remove("audit-17", bench.alice));
    CHECK_OK(bench.records.remove("audit-17", bench.alice));
    CHECK(!CHECK_OK(bench.records.find(bench.place, bench.alice)));
}

} // namespace

int main() {
    return mfa::test::run("session/session_records",
                          {
                              TEST(a_record_comes_back_as_it_was),
                              TEST(a_record_counts_for_its_session_uid_user_and_boot_alone),
                              TEST(revoking_a_device_takes_its_factor_out_of_every_session),
                              TEST(a_damaged_record_is_an_error_and_not_a_missing_one),
                              TEST(records_long_expired_are_removed),
                              TEST(a_closed_session_leaves_no_record),
                          });
}
