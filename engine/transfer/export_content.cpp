#include "engine/transfer/export_content.hpp"

#include "engine/base/bytes.hpp"
#include "engine/base/text.hpp"
#include "engine/transfer/secret_text.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>
#include <string>

namespace mfa::transfer {

namespace {

constexpr std::size_t fixed_entry_size = 64;
constexpr std::int64_t export_drift_max_s = 86400;

std::size_t size_of(const Entry& entry) {
    return std::accumulate(
        entry.scratch_codes.begin(), entry.scratch_codes.end(),
        fixed_entry_size + entry.user.size() + entry.device.size() + entry.secret.size(),
        [](std::size_t sum, const SecretBuffer& code) { return sum + 2 + code.size(); });
}

/// Whether an entry is one that a reader of this folder could have made.
bool is_possible(const Entry& entry) {
    return (entry.user.empty() || is_acceptable_user_name(entry.user)) &&
           otp::is_supported(entry.parameters) && entry.secret.size() >= short_secret_min &&
           entry.secret.size() <= secret_max &&
           entry.counter <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) &&
           entry.drift_s >= -export_drift_max_s && entry.drift_s <= export_drift_max_s &&
           entry.last_step >= -1 && entry.scratch_codes.size() <= export_codes_max;
}

/// Nothing when there is no such entry.
std::optional<Entry> read_entry(ByteReader& reader) {
    Entry entry;
    entry.user = reader.bytes();
    entry.device = reader.bytes();
    const auto kind = otp::kind_from_number(reader.number<std::uint8_t>());
    const auto algorithm = otp::algorithm_from_number(reader.number<std::uint8_t>());
    entry.parameters.digits = reader.number<std::uint8_t>();
    entry.parameters.period_s = reader.number<std::uint16_t>();
    entry.secret = SecretBuffer::copy_of(reader.bytes());
    entry.counter = reader.number<std::uint64_t>();
    entry.drift_s = reader.number<std::int64_t>();
    entry.last_step = reader.number<std::int64_t>();
    const auto codes = reader.number<std::uint16_t>();
    if (!reader.ok() || !kind || !algorithm || codes > export_codes_max) {
        return std::nullopt;
    }
    entry.parameters.kind = *kind;
    entry.parameters.algorithm = *algorithm;
    for (unsigned i = 0; i < codes; ++i) {
        entry.scratch_codes.push_back(SecretBuffer::copy_of(reader.bytes()));
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
    ByteWriter writer{capacity};
    writer.number(static_cast<std::uint16_t>(entries.size()));
    for (const Entry& entry : entries) {
        writer.bytes(entry.user)
            .bytes(entry.device)
            .number(static_cast<std::uint8_t>(entry.parameters.kind))
            .number(static_cast<std::uint8_t>(entry.parameters.algorithm))
            .number(static_cast<std::uint8_t>(entry.parameters.digits))
            .number(static_cast<std::uint16_t>(entry.parameters.period_s))
            .bytes(entry.secret.view())
            .number(entry.counter)
            .number(entry.drift_s)
            .number(entry.last_step)
            .number(static_cast<std::uint16_t>(entry.scratch_codes.size()));
        for (const SecretBuffer& code : entry.scratch_codes) {
            writer.bytes(code.view());
        }
    }
    auto content = std::move(writer).take();
    return content ? std::move(content) : Result<SecretBuffer>{too_much};
}

Result<std::vector<Entry>> decode_entries(const SecretBuffer& content) {
    const Error damaged{ErrorKind::corrupt, "read an export", "its content is not of that format"};
    ByteReader reader{content.view()};
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
