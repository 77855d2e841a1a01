#include "engine/device/codec.hpp"

#include <limits>
#include <type_traits>

namespace mfa::device {

namespace {

constexpr std::string_view record_magic = "MFAR";
constexpr std::string_view usage_magic = "MFAU";
constexpr char format_version = 1;
constexpr char host_key_number = 1;
constexpr std::size_t header_size = 6;
constexpr std::size_t usage_plain_size = usage_sector_size - header_size - seal_overhead;
constexpr std::int64_t no_time = std::numeric_limits<std::int64_t>::min();

/// Added to a drift that is tentative. No drift comes near it (a day has 5760 steps at most), so
/// sectors written before there was such a drift read as they did.
constexpr std::int32_t tentative_mark = 1 << 24;

/// Appends integers and short byte strings to a buffer that may hold secrets.
class Writer {
public:
    explicit Writer(std::size_t capacity) : m_buffer{SecretBuffer::with_capacity(capacity)} {}

    template <typename Integer>
    Writer& number(Integer value) {
        auto bits = static_cast<std::make_unsigned_t<Integer>>(value);
        for (std::size_t i = 0; i < sizeof(Integer); ++i) {
            const auto byte = static_cast<std::uint8_t>(bits & 0xFFU);
            m_fits = m_fits && m_buffer.append({&byte, 1}).has_value();
            bits = static_cast<decltype(bits)>(static_cast<std::uint64_t>(bits) >> 8U);
        }
        return *this;
    }
    Writer& bytes(std::string_view value) {
        number(static_cast<std::uint8_t>(value.size()));
        m_fits = m_fits && value.size() <= 255 && m_buffer.append(value).has_value();
        return *this;
    }
    Writer& time(std::optional<WallTime> value) {
        return number<std::int64_t>(value ? value->time_since_epoch().count() : no_time);
    }

    Result<SecretBuffer> take() && {
        if (!m_fits) {
            return Error{ErrorKind::internal, "encode a record", "too long"};
        }
        return std::move(m_buffer);
    }

private:
    SecretBuffer m_buffer;
    bool m_fits = true;
};

/// Reads what Writer wrote. After a read past the end everything is zero and ok() is false.
class Reader {
public:
    explicit Reader(std::string_view data) : m_data{data} {}

    template <typename Integer>
    Integer number() {
        std::uint64_t bits = 0;
        const std::string_view raw = take(sizeof(Integer));
        for (std::size_t i = raw.size(); i > 0; --i) {
            bits = bits << 8U | static_cast<unsigned char>(raw[i - 1]);
        }
        return static_cast<Integer>(bits);
    }
    std::string_view bytes() { return take(number<std::uint8_t>()); }
    std::optional<WallTime> time() {
        const auto seconds = number<std::int64_t>();
        return seconds == no_time ? std::nullopt
                                  : std::optional{WallTime{std::chrono::seconds{seconds}}};
    }
    [[nodiscard]] bool ok() const { return m_ok; }
    [[nodiscard]] bool at_end() const { return m_ok && m_data.empty(); }

private:
    std::string_view take(std::size_t size) {
        if (!m_ok || size > m_data.size()) {
            m_ok = false;
            return {};
        }
        const std::string_view taken = m_data.substr(0, size);
        m_data.remove_prefix(size);
        return taken;
    }

    std::string_view m_data;
    bool m_ok = true;
};

std::string header(std::string_view magic) {
    return std::string{magic} + format_version + host_key_number;
}

/// What a seal is bound to: the header, and whose file it is.
std::string bound_data(std::string_view magic, const Owner& owner) {
    return header(magic) + std::to_string(owner.uid) + ":" + owner.user;
}

Error damaged(const std::string& what) {
    return Error{ErrorKind::corrupt, "read a sealed record", what};
}

Result<SecretBuffer> unseal(std::string_view magic, std::string_view file, const Owner& owner,
                            const Sealer& sealer) {
    if (file.size() < header_size || file.substr(0, magic.size()) != magic) {
        return damaged("torn, or no record");
    }
    if (file[4] != format_version) {
        return damaged("format version " + std::to_string(static_cast<unsigned char>(file[4])) +
                       ", this program knows " + std::to_string(format_version));
    }
    if (file[5] != host_key_number) {
        return damaged("sealed under another host key");
    }
    return sealer.open(file.substr(header_size), bound_data(magic, owner));
}

Device read_device(Reader& reader, bool& valid) {
    Device device;
    device.id = reader.number<std::uint32_t>();
    device.name = reader.bytes();
    const auto algorithm = otp::algorithm_from_number(reader.number<std::uint8_t>());
    device.parameters.algorithm = algorithm.value_or(otp::Algorithm::sha1);
    device.parameters.digits = reader.number<std::uint8_t>();
    device.parameters.period_s = reader.number<std::uint16_t>();
    device.secret = SecretBuffer::copy_of(reader.bytes());
    const auto state = reader.number<std::uint8_t>();
    device.state = static_cast<State>(state);
    device.created_at = reader.time().value_or(WallTime{});
    device.enabled_at = reader.time();
    valid = valid && algorithm && otp::is_supported(device.parameters) && !device.secret.empty() &&
            (device.state == State::created || device.state == State::enabled);
    return device;
}

} // namespace

Result<std::string> encode_record(const Record& record, const Owner& owner, const Sealer& sealer) {
    Writer writer{record_file_max};
    writer.number(record.generation).number(record.next_id);
    writer.number(static_cast<std::uint8_t>(record.devices.size()));
    for (const Device& device : record.devices) {
        writer.number(device.id)
            .bytes(device.name)
            .number(static_cast<std::uint8_t>(device.parameters.algorithm))
            .number(static_cast<std::uint8_t>(device.parameters.digits))
            .number(static_cast<std::uint16_t>(device.parameters.period_s))
            .bytes(device.secret.view())
            .number(static_cast<std::uint8_t>(device.state))
            .time(device.created_at)
            .time(device.enabled_at);
    }
    const SecretBuffer plain = TRY(std::move(writer).take());
    return header(record_magic) + TRY(sealer.seal(plain, bound_data(record_magic, owner)));
}

Result<Record> decode_record(std::string_view file, const Owner& owner, const Sealer& sealer) {
    const SecretBuffer plain = TRY(unseal(record_magic, file, owner, sealer));
    Reader reader{plain.view()};
    Record record;
    record.generation = reader.number<std::uint64_t>();
    record.next_id = reader.number<std::uint32_t>();
    const auto count = reader.number<std::uint8_t>();
    bool valid = count <= devices_max;
    for (std::size_t i = 0; i < count && reader.ok() && valid; ++i) {
        record.devices.push_back(read_device(reader, valid));
    }
    if (!valid || !reader.at_end()) {
        return damaged("its content is not what this program writes");
    }
    return record;
}

Result<std::string> encode_usage(const Usage& usage, const Owner& owner, const Sealer& sealer) {
    Writer writer{usage_plain_size};
    writer.number(usage.generation)
        .number(usage.failures)
        .number<std::int64_t>(usage.last_failure.count())
        .bytes(usage.boot)
        .number(static_cast<std::uint8_t>(usage.devices.size()));
    for (const DeviceUsage& device : usage.devices) {
        writer.number(device.id)
            .number<std::int64_t>(device.last_step)
            .number(device.drift_steps + (device.drift_is_tentative ? tentative_mark : 0))
            .time(device.last_used_at);
    }
    SecretBuffer plain = TRY(std::move(writer).take());
    TRY(plain.resize(usage_plain_size));
    return header(usage_magic) + TRY(sealer.seal(plain, bound_data(usage_magic, owner)));
}

Result<Usage> decode_usage(std::string_view file, const Owner& owner, const Sealer& sealer) {
    if (file.size() != usage_sector_size) {
        return damaged("torn: " + std::to_string(file.size()) + " bytes instead of " +
                       std::to_string(usage_sector_size));
    }
    const SecretBuffer plain = TRY(unseal(usage_magic, file, owner, sealer));
    Reader reader{plain.view()};
    Usage usage;
    usage.generation = reader.number<std::uint64_t>();
    usage.failures = reader.number<std::uint32_t>();
    usage.last_failure = BootTime{reader.number<std::int64_t>()};
    usage.boot = reader.bytes();
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
    if (!reader.ok() || count > devices_max) {
        return damaged("its content is not what this program writes");
    }
    return usage;
}

} // namespace mfa::device
