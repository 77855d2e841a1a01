#include "engine/device/codec.hpp"
#include "tests/support/cmocka_cpp.hpp"
#include "tests/support/fakes.hpp"

using namespace mfa;
using namespace mfa::device;
using namespace std::chrono_literals;

namespace {

struct Bench {
    test::FakeRandom random;
    Sealer sealer = CHECK_OK(Sealer::create(SecretBuffer::copy_of(std::string(32, 'k')), random));
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
    usage.devices = {{1, 60'000'000, -120, {}, true},
                     {2, 60'000'001, -5760, WallTime{1'800'000'000s}, false},
                     {3, -1, 5760, {}, false}};
    const auto file = CHECK_OK(encode_usage(usage, bench.alice, bench.sealer));
    const auto back = CHECK_OK(decode_usage(file, bench.alice, bench.sealer));
    CHECK_EQUAL(back.devices.size(), 3U);
    for (std::size_t i = 0; i < back.devices.size(); ++i) {
        CHECK_EQUAL(back.devices[i].id, usage.devices[i].id);
        CHECK_EQUAL(back.devices[i].last_step, usage.devices[i].last_step);
        CHECK_EQUAL(back.devices[i].drift_steps, usage.devices[i].drift_steps);
        CHECK_EQUAL(back.devices[i].drift_is_tentative, usage.devices[i].drift_is_tentative);
        CHECK(back.devices[i].last_used_at == usage.devices[i].last_used_at);
    }
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
        CHECK_OK(Sealer::create(SecretBuffer::copy_of(std::string(32, 'x')), random));
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
    CHECK_ERROR(Sealer::create(SecretBuffer::copy_of("short"), random), ErrorKind::invalid_config);
    CHECK_ERROR(Sealer::create(SecretBuffer{}, random), ErrorKind::invalid_config);
}

} // namespace

int main() {
    return mfa::test::run("device/codec",
                          {
                              TEST(a_record_comes_back_as_it_was),
                              TEST(a_usage_comes_back_as_it_was),
                              TEST(the_secret_does_not_stand_in_the_file),
                              TEST(every_flipped_bit_is_seen),
                              TEST(every_cut_is_seen),
                              TEST(files_of_another_user_uid_host_or_kind_are_refused),
                              TEST(a_usage_is_one_sector_however_much_is_in_it),
                              TEST(a_host_key_of_another_size_is_refused),
                          });
}
