// Record files and usage sectors. The first character says what the rest is: `R` the content of a
// record and `U` that of a usage sector, `r` and `u` the same as version 1 had them, all sealed
// here under a key of the fuzzer's own so that their decoders are reached; anything else a file as
// it lies on disk. Holds:
//   - what decodes is within the bounds, and encodes to something that decodes to the same;
//   - no bit of a sealed file can change without an error;
//   - a file that was not sealed never opens.
#include "engine/device/codec.hpp"
#include "tests/fuzz/support/require.hpp"
#include "tests/support/fakes.hpp"

#include <algorithm>
#include <tuple>

namespace mfa::fuzz {

namespace {

using device::Owner;
using device::Record;
using device::Usage;

const Owner owner{"alice", 1000};

const device::Sealer& sealer() {
    static test::FakeRandom random;
    static const auto made = device::Sealer::create(
        {1, SecretBuffer::copy_of(std::string(device::host_key_size, 'k'))}, random);
    return *made;
}

enum class Version { first, current };

/// What codec.cpp puts around a content. one_input() makes sure that this is still so.
std::string file_with(std::string_view magic, Version version, std::string_view content) {
    const bool is_first = version == Version::first;
    const std::string head =
        std::string{magic} +
        (is_first ? std::string{"\1\1"} : std::string{"\2\1\0\0\0\xE8\3\0\0", 9});
    const std::string bound = head + (is_first ? "1000:alice" : "alice");
    return head + *sealer().seal(SecretBuffer::copy_of(content), bound);
}

std::size_t usage_content_size(Version version) {
    const std::size_t head = version == Version::first ? 6 : 13;
    return device::usage_sector_size - head - device::seal_overhead;
}

bool are_equal(const Record& left, const Record& right) {
    const auto same_device = [](const device::Device& one, const device::Device& other) {
        return one.id == other.id && one.name == other.name && one.parameters == other.parameters &&
               one.secret.equals(other.secret) && one.state == other.state &&
               one.created_at == other.created_at && one.enabled_at == other.enabled_at;
    };
    const auto recovery = [](const Record& record) {
        const auto list = record.recovery.value_or(device::RecoveryList{});
        return std::tuple{list.id, list.created_at, list.salt, list.hashes};
    };
    return left.generation == right.generation && left.next_id == right.next_id &&
           left.is_disabled == right.is_disabled && recovery(left) == recovery(right) &&
           std::equal(left.devices.begin(), left.devices.end(), right.devices.begin(),
                      right.devices.end(), same_device);
}

bool are_equal(const Usage& left, const Usage& right) {
    const auto parts = [](const device::DeviceUsage& used) {
        return std::tie(used.id, used.last_step, used.drift_steps, used.last_used_at);
    };
    return left.generation == right.generation && left.failures == right.failures &&
           left.last_failure == right.last_failure && left.boot == right.boot &&
           left.recovery_id == right.recovery_id && left.recovery_used == right.recovery_used &&
           left.stray.device_id == right.stray.device_id && left.stray.step == right.stray.step &&
           left.stray.offset_steps == right.stray.offset_steps &&
           left.stray.is_confirmed == right.stray.is_confirmed &&
           std::equal(
               left.devices.begin(), left.devices.end(), right.devices.begin(), right.devices.end(),
               [&](const auto& one, const auto& other) { return parts(one) == parts(other); });
}

/// One bit, chosen by the file's own length and content.
std::string damaged(std::string file) {
    const auto sum = std::count(file.begin(), file.end(), file.back());
    const std::size_t at = (file.size() * 31 + static_cast<std::size_t>(sum)) % file.size();
    file[at] = static_cast<char>(static_cast<unsigned char>(file[at]) ^ (1U << (at % 8)));
    return file;
}

void check_record(Version version, std::string_view content) {
    const std::string file = file_with("MFAR", version, content);
    require(!decode_record(damaged(file), owner, sealer()), "a damaged record is an error");
    const auto record = decode_record(file, owner, sealer());
    if (!record) {
        require(record.error().kind() == ErrorKind::corrupt, "a bad record is corrupt");
        return;
    }
    require(record->devices.size() <= device::devices_max, "a record has room for 16 devices");
    for (const auto& one : record->devices) {
        require(is_supported(one.parameters) && !one.secret.empty(), "a device can make codes");
    }
    const auto encoded = encode_record(*record, owner, sealer());
    require(encoded.has_value() && encoded->size() <= device::record_file_max,
            "a record fits its file");
    const auto again = decode_record(*encoded, owner, sealer());
    require(again && are_equal(*record, *again), "a record comes back as it was");
    require(!decode_record(file, {"bob", 1000}, sealer()), "a record is its owner's alone");
}

void check_usage(Version version, std::string_view content) {
    std::string padded{content.substr(0, usage_content_size(version))};
    padded.resize(usage_content_size(version));
    const std::string file = file_with("MFAU", version, padded);
    require(!decode_usage(damaged(file), owner, sealer()), "a damaged sector is an error");
    const auto usage = decode_usage(file, owner, sealer());
    if (!usage) {
        require(usage.error().kind() == ErrorKind::corrupt, "a bad sector is corrupt");
        return;
    }
    require(usage->devices.size() <= device::devices_max, "a sector has room for 16 devices");
    const auto encoded = encode_usage(*usage, owner, sealer());
    require(encoded.has_value() && encoded->size() == device::usage_sector_size,
            "usage is one sector");
    const auto again = decode_usage(*encoded, owner, sealer());
    require(again && are_equal(*usage, *again), "usage comes back as it was");
}

/// Without this a new format would leave the decoders out of reach, and nobody would see it.
bool reaches_decoders() {
    const auto reaches = [](Version version, std::size_t empty_record_size) {
        const std::string record(empty_record_size, '\0');
        const std::string usage(usage_content_size(version), '\0');
        return decode_record(file_with("MFAR", version, record), owner, sealer()).has_value() &&
               decode_usage(file_with("MFAU", version, usage), owner, sealer()).has_value();
    };
    // Generation, next id, number of devices; and since version 2 flags, number of recovery codes.
    return reaches(Version::first, 13) && reaches(Version::current, 15);
}

} // namespace

void one_input(std::string_view input) {
    static const bool is_current = reaches_decoders();
    require(is_current, "the fuzzer seals as the codec does");
    const std::string_view rest = input.substr(input.empty() ? 0 : 1);
    if (input.starts_with('r') || input.starts_with('R')) {
        check_record(input.starts_with('r') ? Version::first : Version::current, rest);
    } else if (input.starts_with('u') || input.starts_with('U')) {
        check_usage(input.starts_with('u') ? Version::first : Version::current, rest);
    } else {
        require(!decode_record(rest, owner, sealer()), "what was not sealed is no record");
        require(!decode_usage(rest, owner, sealer()), "what was not sealed is no usage");
    }
}

} // namespace mfa::fuzz
