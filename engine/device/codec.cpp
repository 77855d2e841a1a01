#include "engine/device/codec.hpp"

#include "engine/base/bytes.hpp"

#include <algorithm>

namespace mfa::device {

namespace {

constexpr std::string_view record_magic = "MFAR";
constexpr std::string_view usage_magic = "MFAU";
constexpr std::uint8_t first_version = 1;
constexpr std::uint8_t current_version = 2;
constexpr std::size_t first_header_size = 6;
constexpr std::size_t header_size = 13;
constexpr std::size_t boot_id_size = 36;
constexpr std::size_t usage_plain_size = usage_sector_size - header_size - seal_overhead;

/// Added to a drift that is tentative. No drift comes near it (a day has 5760 steps at most), so
/// sectors written before there was such a drift read as they did.
constexpr std::int32_t tentative_mark = 1 << 24;

Error damaged(const std::string& what) {
    return Error{ErrorKind::corrupt, "read a sealed record", what};
}

Error not_ours() {
    return damaged("its content is not what this program writes");
}

/// What a seal is bound to: the header, and whose file it is.
std::string bound_data(std::string_view header, std::uint8_t version, const Owner& owner) {
    const std::string uid = version == first_version ? std::to_string(owner.uid) + ":" : "";
    return std::string{header} + uid + owner.user;
}

Result<std::string> seal_file(std::string_view magic, const SecretBuffer& plain, const Owner& owner,
                              const Sealer& sealer) {
    ByteWriter writer{header_size};
    writer.raw(magic)
        .number(current_version)
        .number(sealer.key_number())
        .number(static_cast<std::uint32_t>(owner.uid));
    const SecretBuffer header = TRY(std::move(writer).take());
    return std::string{header.view()} +
           TRY(sealer.seal(plain, bound_data(header.view(), current_version, owner)));
}

struct Content {
    std::uint8_t version;
    SecretBuffer plain;
};

Result<Content> unseal(std::string_view magic, std::string_view file, const Owner& owner,
                       const Sealer& sealer) {
    if (!file.starts_with(magic)) {
        return damaged("torn, or no record");
    }
    const FileHeader header = TRY(read_header(file));
    if (header.uid && *header.uid != owner.uid) {
        return damaged("it is uid " + std::to_string(*header.uid) + "'s, not uid " +
                       std::to_string(owner.uid) + "'s");
    }
    const std::size_t size = header.version == first_version ? first_header_size : header_size;
    return Content{header.version,
                   TRY(sealer.open(header.key, file.substr(size),
                                   bound_data(file.substr(0, size), header.version, owner)))};
}

void write_device(ByteWriter& writer, const Device& device) {
    writer.number(device.id)
        .bytes(device.name)
        .number(static_cast<std::uint8_t>(device.parameters.kind))
        .number(static_cast<std::uint8_t>(device.parameters.algorithm))
        .number(static_cast<std::uint8_t>(device.parameters.digits))
        .number(static_cast<std::uint16_t>(device.parameters.period_s))
        .bytes(device.secret.view())
        .number(static_cast<std::uint8_t>(device.state))
        .time(device.created_at)
        .time(device.enabled_at);
}

Device read_device(ByteReader& reader, std::uint8_t version, bool& valid) {
    Device device;
    device.id = reader.number<std::uint32_t>();
    device.name = reader.bytes();
    const auto kind = version == first_version
                          ? otp::Kind::totp
                          : otp::kind_from_number(reader.number<std::uint8_t>());
    const auto algorithm = otp::algorithm_from_number(reader.number<std::uint8_t>());
    device.parameters.kind = kind.value_or(otp::Kind::totp);
    device.parameters.algorithm = algorithm.value_or(otp::Algorithm::sha1);
    device.parameters.digits = reader.number<std::uint8_t>();
    device.parameters.period_s = reader.number<std::uint16_t>();
    device.secret = SecretBuffer::copy_of(reader.bytes());
    device.state = static_cast<State>(reader.number<std::uint8_t>());
    device.created_at = reader.time().value_or(WallTime{});
    device.enabled_at = reader.time();
    valid = valid && kind && algorithm && otp::is_supported(device.parameters) &&
            !device.secret.empty() &&
            (device.state == State::created || device.state == State::enabled);
    return device;
}

std::string_view text_of(std::span<const std::uint8_t> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void write_recovery(ByteWriter& writer, const std::optional<RecoveryList>& list) {
    const auto count = static_cast<std::uint8_t>(list ? list->hashes.size() : 0);
    writer.number(count);
    if (count == 0) {
        return;
    }
    writer.number(list->id).time(list->created_at).raw(text_of(list->salt));
    for (const auto& hash : list->hashes) {
        writer.raw(text_of(hash));
    }
}

std::optional<RecoveryList> read_recovery(ByteReader& reader, bool& valid) {
    const auto count = reader.number<std::uint8_t>();
    valid = valid && count <= recovery_codes_max;
    if (count == 0 || !valid) {
        return std::nullopt;
    }
    RecoveryList list;
    list.id = reader.number<std::uint32_t>();
    list.created_at = reader.time().value_or(WallTime{});
    const auto fill = [&reader](std::span<std::uint8_t> target) {
        const std::string_view raw = reader.raw(target.size());
        std::copy(raw.begin(), raw.end(), target.begin());
    };
    fill(list.salt);
    list.hashes.resize(count);
    for (auto& hash : list.hashes) {
        fill(hash);
    }
    return list;
}

} // namespace

Result<FileHeader> read_header(std::string_view file) {
    if (!file.starts_with(record_magic) && !file.starts_with(usage_magic)) {
        return damaged("torn, or no record");
    }
    ByteReader reader{file.substr(record_magic.size())};
    FileHeader header;
    header.version = reader.number<std::uint8_t>();
    if (header.version == first_version) {
        header.key = reader.number<std::uint8_t>();
    } else if (header.version == current_version) {
        header.key = reader.number<std::uint32_t>();
        header.uid = reader.number<std::uint32_t>();
    } else if (reader.ok()) {
        return damaged("format version " + std::to_string(header.version) +
                       ", this program knows " + std::to_string(current_version));
    }
    if (!reader.ok()) {
        return damaged("torn, or no record");
    }
    return header;
}

Result<std::string> encode_record(const Record& record, const Owner& owner, const Sealer& sealer) {
    ByteWriter writer{record_file_max};
    writer.number(record.generation).number(record.next_id);
    writer.number(static_cast<std::uint8_t>(record.is_disabled ? 1 : 0));
    writer.number(static_cast<std::uint8_t>(record.devices.size()));
    for (const Device& device : record.devices) {
        write_device(writer, device);
    }
    write_recovery(writer, record.recovery);
    return seal_file(record_magic, TRY(std::move(writer).take()), owner, sealer);
}

Result<Record> decode_record(std::string_view file, const Owner& owner, const Sealer& sealer) {
    const Content content = TRY(unseal(record_magic, file, owner, sealer));
    ByteReader reader{content.plain.view()};
    Record record;
    record.generation = reader.number<std::uint64_t>();
    record.next_id = reader.number<std::uint32_t>();
    const bool is_current = content.version == current_version;
    const auto flags = is_current ? reader.number<std::uint8_t>() : std::uint8_t{0};
    record.is_disabled = flags == 1;
    const auto count = reader.number<std::uint8_t>();
    bool valid = count <= devices_max && flags <= 1;
    for (std::size_t i = 0; i < count && reader.ok() && valid; ++i) {
        record.devices.push_back(read_device(reader, content.version, valid));
    }
    if (is_current) {
        record.recovery = read_recovery(reader, valid);
    }
    if (!valid || !reader.at_end()) {
        return not_ours();
    }
    return record;
}

Result<std::string> encode_usage(const Usage& usage, const Owner& owner, const Sealer& sealer) {
    ByteWriter writer{usage_plain_size};
    writer.number(usage.generation)
        .number(usage.failures)
        .number<std::int64_t>(usage.last_failure.count())
        .bytes(usage.boot)
        .number(usage.stray.device_id)
        .number<std::int64_t>(usage.stray.step)
        .number(usage.stray.offset_steps)
        .number(static_cast<std::uint8_t>(usage.stray.is_confirmed ? 1 : 0))
        .number(usage.recovery_id)
        .number(usage.recovery_used)
        .number(static_cast<std::uint8_t>(usage.devices.size()));
    for (const DeviceUsage& device : usage.devices) {
        writer.number(device.id)
            .number<std::int64_t>(device.last_step)
            .number(device.drift_steps + (device.drift_is_tentative ? tentative_mark : 0))
            .time(device.last_used_at);
    }
    SecretBuffer plain = TRY(std::move(writer).take());
    TRY(plain.resize(usage_plain_size));
    return seal_file(usage_magic, plain, owner, sealer);
}

Result<Usage> decode_usage(std::string_view file, const Owner& owner, const Sealer& sealer) {
    if (file.size() != usage_sector_size) {
        return damaged("torn: " + std::to_string(file.size()) + " bytes instead of " +
                       std::to_string(usage_sector_size));
    }
    const Content content = TRY(unseal(usage_magic, file, owner, sealer));
    ByteReader reader{content.plain.view()};
    Usage usage;
    usage.generation = reader.number<std::uint64_t>();
    usage.failures = reader.number<std::uint32_t>();
    usage.last_failure = BootTime{reader.number<std::int64_t>()};
    usage.boot = reader.bytes();
    if (content.version == current_version) {
        usage.stray.device_id = reader.number<std::uint32_t>();
        usage.stray.step = reader.number<std::int64_t>();
        usage.stray.offset_steps = reader.number<std::int32_t>();
        usage.stray.is_confirmed = reader.number<std::uint8_t>() != 0;
        usage.recovery_id = reader.number<std::uint32_t>();
        usage.recovery_used = reader.number<std::uint16_t>();
    }
    const auto count = reader.number<std::uint8_t>();
    for (std::size_t i = 0; i < count && reader.ok(); ++i) {
        DeviceUsage device;
        device.id = reader.number<std::uint32_t>();
        device.last_step = reader.number<std::int64_t>();
        device.drift_steps = reader.number<std::int32_t>();
        device.drift_is_tentative = device.drift_steps > tentative_mark / 2;
        device.drift_steps -= device.drift_is_tentative ? tentative_mark : 0;
        device.last_used_at = reader.time();
        usage.devices.push_back(device);
    }
    if (!reader.ok() || count > devices_max || usage.boot.size() > boot_id_size) {
        return not_ours();
    }
    return usage;
}

} // namespace mfa::device
