#include "engine/base/bytes.hpp"

#include <chrono>
#include <limits>
#include <utility>

namespace mfa {

namespace {

constexpr std::int64_t no_time = std::numeric_limits<std::int64_t>::min();

} // namespace

void ByteWriter::write(std::uint64_t bits, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
        const auto byte = static_cast<std::uint8_t>(bits & 0xFFU);
        m_fits = m_fits && m_buffer.append({&byte, 1}).has_value();
        bits >>= 8U;
    }
}

ByteWriter& ByteWriter::bytes(std::string_view value) {
    number(static_cast<std::uint8_t>(value.size()));
    m_fits = m_fits && value.size() <= std::numeric_limits<std::uint8_t>::max();
    return raw(value);
}

ByteWriter& ByteWriter::raw(std::string_view value) {
    m_fits = m_fits && m_buffer.append(value).has_value();
    return *this;
}

ByteWriter& ByteWriter::time(std::optional<WallTime> value) {
    return number<std::int64_t>(value ? value->time_since_epoch().count() : no_time);
}

Result<SecretBuffer> ByteWriter::take() && {
    if (!m_fits) {
        return Error{ErrorKind::internal, "encode a record", "too long"};
    }
    return std::move(m_buffer);
}

std::uint64_t ByteReader::read(std::size_t size) {
    std::uint64_t bits = 0;
    const std::string_view taken = raw(size);
    for (std::size_t i = taken.size(); i > 0; --i) {
        bits = bits << 8U | static_cast<unsigned char>(taken[i - 1]);
    }
    return bits;
}

std::string_view ByteReader::raw(std::size_t size) {
    if (!m_ok || size > m_data.size()) {
        m_ok = false;
        return {};
    }
    const std::string_view taken = m_data.substr(0, size);
    m_data.remove_prefix(size);
    return taken;
}

std::optional<WallTime> ByteReader::time() {
    const auto seconds = number<std::int64_t>();
    return seconds == no_time ? std::nullopt
                              : std::optional{WallTime{std::chrono::seconds{seconds}}};
}

} // namespace mfa
