#include "engine/base/bytes.hpp"
#include "engine/device/codec.hpp"
#include "tests/support/cmocka_cpp.hpp"
#include "tests/support/fakes.hpp"

using namespace mfa;
using namespace mfa::device;
using namespace std::chrono_literals;

namespace {

struct Bench {
    test::FakeRandom random;
    Sealer sealer =
        CHECK_OK(Sealer::create({1, SecretBuffer::copy_of(std::string(32, 'k'))}, random));
    Owner alice{"alice", 1000};
};

Record record_of_alice() {
    Record record;
    record.generation = 7;
    record.next_id = 3;
    Device device;
    device.id = 2;
    device.name = "alice/phone";
    device.parameters = {otp::Algorithm::sha512, 8, 60};
    device.secret = SecretBuffer::copy_of(std::string(64, 's'));
    device.state = State::enabled;
    device.created_at = WallTime{1'700'000'000s};
    device.enabled_at = WallTime{1'700'000'060s};
    record.devices.push_back(std::move(device));
    return record;
}

void a_record_comes_back_as_it_was() {
    const Bench bench;
    const auto file = CHECK_OK(encode_record(record_of_alice(), bench.alice, bench.sealer));
    const auto back = CHECK_OK(decode_record(file, bench.alice, bench.sealer));
    CHECK_EQUAL(back.generation, 7U);
    CHECK_EQUAL(back.next_id, 3U);
    CHECK_EQUAL(back.devices.size(), 1U);
    const Device& device = back.devices.front();
    CHECK_EQUAL(device.id, 2U);
    CHECK_EQUAL(device.name, "alice/phone");
    CHECK(device.parameters == (otp::Parameters{otp::Algorithm::sha512, 8, 60}));
    CHECK(device.secret.equals(std::string(64, 's')));
    CHECK(device.state == State::enabled);
    CHECK(device.enabled_at == WallTime{1'700'000'060s});
}

void a_usage_comes_back_as_it_was() {
    const Bench bench;
    Usage usage;
    usage.generation = 7;
    usage.stray = {2, 60'000'000, -93, true};
    usage.recovery_id = 4;
    usage.recovery_used = 0x8001;
    usage.devices = {{1, 60'000'000, -120, {}, true},
                     {2, 60'000'001, -5760, WallTime{1'800'000'000s}, false},
                     {3, -1, 5760, {}, false}};
    const auto file = CHECK_OK(encode_usage(usage, bench.alice, bench.sealer));
    const auto back = CHECK_OK(decode_usage(file, bench.alice, bench.sealer));
    CHECK_EQUAL(back.stray.device_id, 2U);
    CHECK_EQUAL(back.stray.step, 60'000'000);
    CHECK_EQUAL(back.stray.offset_steps, -93);
    CHECK(back.stray.is_confirmed);
    CHECK_EQUAL(back.recovery_id, 4U);
    CHECK_EQUAL(back.recovery_used, 0x8001U);
    CHECK_EQUAL(back.devices.size(), 3U);
    for (std::size_t i = 0; i < back.devices.size(); ++i) {
        CHECK_EQUAL(back.devices[i].id, usage.devices[i].id);
        CHECK_EQUAL(back.devices[i].last_step, usage.devices[i].last_step);
        CHECK_EQUAL(back.devices[i].drift_steps, usage.devices[i].drift_steps);
        CHECK_EQUAL(back.devices[i].drift_is_tentative, usage.devices[i].drift_is_tentative);
        CHECK(back.devices[i].last_used_at == usage.devices[i].last_used_at);
    }
}

void a_counter_device_recovery_codes_and_a_disabled_user_come_back() {
    const Bench bench;
    Record record = record_of_alice();
    record.is_disabled = true;
    record.devices.front().parameters.kind = otp::Kind::hotp;
    RecoveryList list;
    list.id = 3;
    list.created_at = WallTime{1'700'000'120s};
    list.salt.fill(0x5A);
    list.hashes.resize(10);
    list.hashes.front().fill(1);
    list.hashes.back().fill(10);
    record.recovery = list;
    const auto file = CHECK_OK(encode_record(record, bench.alice, bench.sealer));
    const auto back = CHECK_OK(decode_record(file, bench.alice, bench.sealer));
    CHECK(back.is_disabled);
    CHECK(back.devices.front().parameters.kind == otp::Kind::hotp);
    CHECK(back.recovery.has_value());
    CHECK_EQUAL(back.recovery->id, 3U);
    CHECK(back.recovery->created_at == list.created_at);
    CHECK(back.recovery->salt == list.salt);
    CHECK(back.recovery->hashes == list.hashes);
}

/// A file as version 1 wrote it: key number in one byte, no uid, and uid and user bound.
std::string first_version_file(const Bench& bench, std::string_view magic, ByteWriter content) {
    const std::string header = std::string{magic} + "\1\1";
    const auto plain = CHECK_OK(std::move(content).take());
    return header + CHECK_OK(bench.sealer.seal(plain, header + "1000:alice"));
}

void what_version_1_wrote_is_read_and_becomes_version_2() {
    const Bench bench;
    ByteWriter content{400};
    content.number<std::uint64_t>(7).number<std::uint32_t>(3).number<std::uint8_t>(1);
    content.number<std::uint32_t>(2).bytes("alice/phone");
    content.number<std::uint8_t>(3).number<std::uint8_t>(8).number<std::uint16_t>(60);
    content.bytes(std::string(64, 's')).number<std::uint8_t>(2);
    content.time(WallTime{1'700'000'000s}).time(WallTime{1'700'000'060s});
    const auto record = CHECK_OK(decode_record(
        first_version_file(bench, "MFAR", std::move(content)), bench.alice, bench.sealer));
    CHECK_EQUAL(record.generation, 7U);
    CHECK_EQUAL(record.devices.size(), 1U);
    CHECK(record.devices.front().parameters == (otp::Parameters{otp::Algorithm::sha512, 8, 60}));
    CHECK(record.devices.front().state == State::enabled);
    CHECK(!record.recovery);
    CHECK(!record.is_disabled);
    const auto file = CHECK_OK(encode_record(record, bench.alice, bench.sealer));
    CHECK_EQUAL(CHECK_OK(read_header(file)).version, 2);
    CHECK_EQUAL(CHECK_OK(decode_record(file, bench.alice, bench.sealer)).devices.size(), 1U);
}

void a_usage_sector_of_version_1_is_read() {
    const Bench bench;
    ByteWriter content{512};
    content.number<std::uint64_t>(7).number<std::uint32_t>(4).number<std::int64_t>(12345);
    content.bytes(std::string(36, 'b')).number<std::uint8_t>(1);
    content.number<std::uint32_t>(2).number<std::int64_t>(60'000'016).number<std::int32_t>(-3);
    content.time(WallTime{1'800'000'000s});
    content.raw(std::string(478 - 82, '\0'));
    const auto usage = CHECK_OK(decode_usage(first_version_file(bench, "MFAU", std::move(content)),
                                             bench.alice, bench.sealer));
    CHECK_EQUAL(usage.failures, 4U);
    CHECK_EQUAL(usage.devices.size(), 1U);
    CHECK_EQUAL(usage.devices.front().last_step, 60'000'016);
    CHECK_EQUAL(usage.stray.device_id, 0U);
}

void a_boot_that_is_no_boot_id_is_refused() {
    const Bench bench;
    ByteWriter content{512};
    content.number<std::uint64_t>(7).number<std::uint32_t>(0).number<std::int64_t>(0);
    content.bytes(std::string(37, 'b')).raw(std::string(478 - 58, '\0'));
    CHECK_ERROR(decode_usage(first_version_file(bench, "MFAU", std::move(content)), bench.alice,
                             bench.sealer),
                ErrorKind::corrupt);
}

void a_header_says_key_and_owner_before_anything_is_opened() {
    const Bench bench;
    const auto file = CHECK_OK(encode_usage({}, bench.alice, bench.sealer));
    const auto header = CHECK_OK(read_header(file));
    CHECK_EQUAL(header.version, 2);
    CHECK_EQUAL(header.key, 1U);
    CHECK_EQUAL(*header.uid, 1000U);
    CHECK_ERROR(read_header("MFAR\2\1"), ErrorKind::corrupt);
    CHECK_ERROR(read_header("MFAX\2\1\0\0\0\0\0\0\0"), ErrorKind::corrupt);
    CHECK_ERROR(read_header("MFAR\3"), ErrorKind::corrupt);
}

void what_the_key_before_sealed_opens_and_what_is_sealed_takes_the_new_one() {
    const Bench bench;
    test::FakeRandom random;
    const auto old_file = CHECK_OK(encode_record(record_of_alice(), bench.alice, bench.sealer));
    const auto ring =
        CHECK_OK(Sealer::create({2, SecretBuffer::copy_of(std::string(32, 'n'))}, random,
                                HostKey{1, SecretBuffer::copy_of(std::string(32, 'k'))}));
    const auto record = CHECK_OK(decode_record(old_file, bench.alice, ring));
    const auto new_file = CHECK_OK(encode_record(record, bench.alice, ring));
    CHECK_EQUAL(CHECK_OK(read_header(new_file)).key, 2U);
    CHECK_OK(decode_record(new_file, bench.alice, ring));
    CHECK_ERROR(decode_record(new_file, bench.alice, bench.sealer), ErrorKind::corrupt);
    CHECK_ERROR(Sealer::create({1, SecretBuffer::copy_of(std::string(32, 'n'))}, random,
                               HostKey{1, SecretBuffer::copy_of(std::string(32, 'k'))}),
                ErrorKind::invalid_config);
}

void the_secret_does_not_stand_in_the_file() {
    const Bench bench;
    const auto file = CHECK_OK(encode_record(record_of_alice(), bench.alice, bench.sealer));
    CHECK(file.find("ssss") == std::string::npos);
    CHECK(file.find("alice") == std::string::npos);
}

void every_flipped_bit_is_seen() {
    const Bench bench;
    const auto file = CHECK_OK(encode_record(record_of_alice(), bench.alice, bench.sealer));
    for (std::size_t i = 0; i < file.size() * 8; ++i) {
        std::string damaged = file;
        damaged[i / 8] = static_cast<char>(damaged[i / 8] ^ (1 << (i % 8)));
        CHECK_ERROR(decode_record(damaged, bench.alice, bench.sealer), ErrorKind::corrupt);
    }
}

void every_cut_is_seen() {
    const Bench bench;
    const auto file = CHECK_OK(encode_record(record_of_alice(), bench.alice, bench.sealer));
    for (std::size_t size = 0; size < file.size(); ++size) {
        CHECK_ERROR(decode_record(file.substr(0, size), bench.alice, bench.sealer),
                    ErrorKind::corrupt);
    }
    CHECK_ERROR(decode_record(file + "x", bench.alice, bench.sealer), ErrorKind::corrupt);
}

void files_of_another_user_uid_host_or_kind_are_refused() {
    const Bench bench;
    const auto file = CHECK_OK(encode_record(record_of_alice(), bench.alice, bench.sealer));
    CHECK_ERROR(decode_record(file, {"bob", 1000}, bench.sealer), ErrorKind::corrupt);
    CHECK_ERROR(decode_record(file, {"alice", 1001}, bench.sealer), ErrorKind::corrupt);
    test::FakeRandom random;
    const auto foreign =
        CHECK_OK(Sealer::create({1, SecretBuffer::copy_of(std::string(32, 'x'))}, random));
    CHECK_ERROR(decode_record(file, bench.alice, foreign), ErrorKind::corrupt);
    CHECK_ERROR(decode_usage(file, bench.alice, bench.sealer), ErrorKind::corrupt);
    std::string relabelled = CHECK_OK(encode_usage({}, bench.alice, bench.sealer));
    relabelled[3] = 'R';
    CHECK_ERROR(decode_record(relabelled, bench.alice, bench.sealer), ErrorKind::corrupt);
}

void a_usage_is_one_sector_however_much_is_in_it() {
    const Bench bench;
    Usage usage;
    usage.failures = 4;
    usage.last_failure = 12345ms;
    usage.boot = std::string(36, 'b');
    CHECK_EQUAL(CHECK_OK(encode_usage(usage, bench.alice, bench.sealer)).size(), 512U);
    for (std::uint32_t id = 1; id <= devices_max; ++id) {
        usage.devices.push_back({id, 60'000'000 + id, -3, WallTime{1'800'000'000s}});
    }
    const auto file = CHECK_OK(encode_usage(usage, bench.alice, bench.sealer));
    CHECK_EQUAL(file.size(), 512U);
    const auto back = CHECK_OK(decode_usage(file, bench.alice, bench.sealer));
    CHECK_EQUAL(back.failures, 4U);
    CHECK(back.last_failure == 12345ms);
    CHECK_EQUAL(back.boot, usage.boot);
    CHECK_EQUAL(back.devices.size(), devices_max);
    CHECK_EQUAL(back.devices.back().last_step, 60'000'016);
    CHECK_EQUAL(back.devices.back().drift_steps, -3);
}

void a_host_key_of_another_size_is_refused() {
    test::FakeRandom random;
    CHECK_ERROR(Sealer::create({1, SecretBuffer::copy_of("short")}, random),
                ErrorKind::invalid_config);
    CHECK_ERROR(Sealer::create({1, SecretBuffer{}}, random), ErrorKind::invalid_config);
}

} // namespace

int main() {
    return mfa::test::run(
        "device/codec",
        {
            TEST(a_record_comes_back_as_it_was),
            TEST(a_usage_comes_back_as_it_was),
            TEST(a_counter_device_recovery_codes_and_a_disabled_user_come_back),
            TEST(what_version_1_wrote_is_read_and_becomes_version_2),
            TEST(a_usage_sector_of_version_1_is_read),
            TEST(a_boot_that_is_no_boot_id_is_refused),
            TEST(a_header_says_key_and_owner_before_anything_is_opened),
            TEST(what_the_key_before_sealed_opens_and_what_is_sealed_takes_the_new_one),
            TEST(the_secret_does_not_stand_in_the_file),
            TEST(every_flipped_bit_is_seen),
            TEST(every_cut_is_seen),
            TEST(files_of_another_user_uid_host_or_kind_are_refused),
            TEST(a_usage_is_one_sector_however_much_is_in_it),
            TEST(a_host_key_of_another_size_is_refused),
        });
}
