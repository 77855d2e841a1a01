#include "engine/transfer/export_content.hpp"

#include "engine/base/text.hpp"
#include "engine/transfer/secret_text.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>
#include <string>
#include <type_traits>

namespace mfa::transfer {

namespace {

constexpr std::size_t fixed_entry_size = 64;
constexpr std::size_t string_max = 255;
constexpr std::int64_t export_drift_max_s = 86400;

/// Appends to a buffer that holds secrets.
class ContentWriter {
public:
    explicit ContentWriter(std::size_t capacity)
        : m_buffer{SecretBuffer::with_capacity(capacity)} {}

    template <typename Integer>
    ContentWriter& number(Integer value) {
        auto bits = static_cast<std::uint64_t>(value);
        for (std::size_t i = 0; i < sizeof(Integer); ++i) {
            const auto byte = static_cast<std::uint8_t>(bits & 0xFFU);
            m_fits = m_fits && m_buffer.append({&byte, 1}).has_value();
            bits >>= 8U;
        }
        return *this;
    }
    ContentWriter& string(std::string_view value) {
        number(static_cast<std::uint16_t>(value.size()));
        m_fits = m_fits && value.size() <= string_max && m_buffer.append(value).has_value();
        return *this;
    }
    std::optional<SecretBuffer> take() && {
        return m_fits ? std::optional{std::move(m_buffer)} : std::nullopt;
    }

private:
    SecretBuffer m_buffer;
    bool m_fits = true;
};

/// Reads what ContentWriter wrote. After a read past the end everything is zero and ok() is false.
class ContentReader {
public:
    explicit ContentReader(std::string_view data) : m_data{data} {}

    template <typename Integer>
    Integer number() {
        std::uint64_t bits = 0;
        const std::string_view raw = take(sizeof(Integer));
        for (std::size_t i = raw.size(); i > 0; --i) {
            bits = bits << 8U | static_cast<unsigned char>(raw[i - 1]);
        }
        return static_cast<Integer>(bits);
    }
    std::string_view string() {
        const auto size = number<std::uint16_t>();
        m_ok = m_ok && size <= string_max;
        return take(size);
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

std::size_t size_of(const Entry& entry) {
    return std::accumulate(
        entry.scratch_codes.begin(), entry.scratch_codes.end(),
        fixed_entry_size + entry.user.size() + entry.device.size() + entry.secret.size(),
        [](std::size_t sum, const SecretBuffer& code) { return sum + 2 + code.size(); });
}

bool is_kind(std::uint8_t number) {
    return number == static_cast<std::uint8_t>(Kind::totp) ||
           number == static_cast<std::uint8_t>(Kind::hotp);
}

/// Whether an entry is one that a reader of this folder could have made.
bool is_possible(const Entry& entry) {
    otp::Parameters judged = entry.parameters;
    if (entry.kind == Kind::hotp) {
        judged.period_s = otp::Parameters{}.period_s;
    }
    return is_acceptable_user_name(entry.user) && otp::is_supported(judged) &&
           entry.secret.size() >= short_secret_min && entry.secret.size() <= secret_max &&
           entry.counter <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) &&
           entry.drift_s >= -export_drift_max_s && entry.drift_s <= export_drift_max_s &&
           entry.last_step >= -1 && entry.scratch_codes.size() <= export_codes_max;
}

/// Nothing when there is no such entry.
std::optional<Entry> read_entry(ContentReader& reader) {
    Entry entry;
    entry.user = reader.string();
    entry.device = reader.string();
    const auto kind = reader.number<std::uint8_t>();
    const auto algorithm = otp::algorithm_from_number(reader.number<std::uint8_t>());
    entry.parameters.digits = reader.number<std::uint8_t>();
    entry.parameters.period_s = reader.number<std::uint16_t>();
    entry.secret = SecretBuffer::copy_of(reader.string());
    entry.counter = reader.number<std::uint64_t>();
    entry.drift_s = reader.number<std::int64_t>();
    entry.last_step = reader.number<std::int64_t>();
    const auto codes = reader.number<std::uint16_t>();
    if (!reader.ok() || !is_kind(kind) || !algorithm || codes > export_codes_max) {
        return std::nullopt;
    }
    entry.kind = static_cast<Kind>(kind);
    entry.parameters.algorithm = *algorithm;
    for (unsigned i = 0; i < codes; ++i) {
        entry.scratch_codes.push_back(SecretBuffer::copy_of(reader.string()));
    }
    return reader.ok() && is_possible(entry) ? std::optional{std::move(entry)} : std::nullopt;
}

} // namespace

Result<SecretBuffer> encode_entries(const std::vector<Entry>& entries) {
    const Error too_much{ErrorKind::invalid_input, "write an export",
                         "more than its format can hold"};
    std::size_t capacity = sizeof(std::uint16_t);
    for (const Entry& entry : entries) {
        if (!is_possible(entry)) {
            return too_much;
        }
        capacity += size_of(entry);
    }
    if (entries.size() > export_entries_max) {
        return too_much;
    }
    ContentWriter writer{capacity};
    writer.number(static_cast<std::uint16_t>(entries.size()));
    for (const Entry& entry : entries) {
        writer.string(entry.user)
            .string(entry.device)
            .number(static_cast<std::uint8_t>(entry.kind))
            .number(static_cast<std::uint8_t>(entry.parameters.algorithm))
            .number(static_cast<std::uint8_t>(entry.parameters.digits))
            .number(static_cast<std::uint16_t>(entry.parameters.period_s))
            .string(entry.secret.view())
            .number(entry.counter)
            .number(entry.drift_s)
            .number(entry.last_step)
            .number(static_cast<std::uint16_t>(entry.scratch_codes.size()));
        for (const SecretBuffer& code : entry.scratch_codes) {
            writer.string(code.view());
        }
    }
    auto content = std::move(writer).take();
    if (!content) {
        return too_much;
    }
    return std::move(*content);
}

Result<std::vector<Entry>> decode_entries(const SecretBuffer& content) {
    const Error damaged{ErrorKind::corrupt, "read an export", "its content is not of that format"};
    ContentReader reader{content.view()};
    const auto count = reader.number<std::uint16_t>();
    if (!reader.ok() || count > export_entries_max) {
        return damaged;
    }
    std::vector<Entry> entries;
    for (unsigned i = 0; i < count; ++i) {
        auto entry = read_entry(reader);
        if (!entry) {
            return damaged;
        }
        entries.push_back(std::move(*entry));
    }
    if (!reader.at_end()) {
        return damaged;
    }
    return entries;
}

} // namespace mfa::transfer
