// Integers and short byte strings as bytes, little-endian: what files of our own are made of.
#pragma once

#include "engine/base/clock.hpp"
#include "engine/base/result.hpp"
#include "engine/base/secret_buffer.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

namespace mfa {

/// Appends to a buffer that may hold secrets.
class ByteWriter {
public:
    explicit ByteWriter(std::size_t capacity) : m_buffer{SecretBuffer::with_capacity(capacity)} {}

    template <typename Integer>
    ByteWriter& number(Integer value) {
        write(static_cast<std::uint64_t>(static_cast<std::make_unsigned_t<Integer>>(value)),
              sizeof(Integer));
        return *this;
    }
    /// The length in one byte, then at most 255 of them.
    ByteWriter& bytes(std::string_view value);
    /// As many as there are; whoever reads must know how many.
    ByteWriter& raw(std::string_view value);
    ByteWriter& time(std::optional<WallTime> value);

    /// internal when it did not all fit.
    Result<SecretBuffer> take() &&;

private:
    void write(std::uint64_t bits, std::size_t size);

    SecretBuffer m_buffer;
    bool m_fits = true;
};

/// Reads what ByteWriter wrote. After a read past the end everything is zero and ok() is false.
class ByteReader {
public:
    explicit ByteReader(std::string_view data) : m_data{data} {}

    template <typename Integer>
    Integer number() {
        return static_cast<Integer>(read(sizeof(Integer)));
    }
    std::string_view bytes() { return raw(number<std::uint8_t>()); }
    std::string_view raw(std::size_t size);
    std::optional<WallTime> time();

    [[nodiscard]] bool ok() const { return m_ok; }
    [[nodiscard]] bool at_end() const { return m_ok && m_data.empty(); }

private:
    std::uint64_t read(std::size_t size);

    std::string_view m_data;
    bool m_ok = true;
};

} // namespace mfa
