// MUST: secrets, codes and passwords live here and nowhere else.
// MUST: nothing here prints, formats or logs.
#pragma once

#include "engine/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace mfa {

/// Bytes that are wiped when destroyed, shrunk or moved from. The capacity is fixed at creation, so
/// that no copy is left behind by a reallocation.
class SecretBuffer {
public:
    SecretBuffer() = default;
    /// An empty buffer that can hold `capacity` bytes.
    static SecretBuffer with_capacity(std::size_t capacity);
    static SecretBuffer copy_of(std::span<const std::uint8_t> bytes);
    static SecretBuffer copy_of(std::string_view text);

    SecretBuffer(SecretBuffer&& other) noexcept;
    SecretBuffer& operator=(SecretBuffer&& other) noexcept;
    SecretBuffer(const SecretBuffer&) = delete;
    SecretBuffer& operator=(const SecretBuffer&) = delete;
    ~SecretBuffer();

    /// A second buffer with the same bytes; named, so that a copy is never an accident.
    [[nodiscard]] SecretBuffer clone() const;

    /// Appends; invalid_input when it does not fit.
    Result<> append(std::span<const std::uint8_t> bytes);
    Result<> append(std::string_view text);
    /// Changes the size within the capacity; bytes cut off are wiped, new ones are zero.
    Result<> resize(std::size_t size);
    void wipe();

    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] std::size_t capacity() const { return m_capacity; }
    [[nodiscard]] bool empty() const { return m_size == 0; }
    [[nodiscard]] std::span<const std::uint8_t> bytes() const { return {m_data.get(), m_size}; }
    [[nodiscard]] std::span<std::uint8_t> bytes() { return {m_data.get(), m_size}; }
    /// The bytes as text, for calls that want characters. Never store the view.
    [[nodiscard]] std::string_view view() const;

    /// Equality in time that depends on the lengths alone.
    [[nodiscard]] bool equals(const SecretBuffer& other) const;
    [[nodiscard]] bool equals(std::string_view other) const;

private:
    explicit SecretBuffer(std::size_t capacity);

    std::unique_ptr<std::uint8_t[]> m_data;
    std::size_t m_capacity = 0;
    std::size_t m_size = 0;
};

/// Overwrites memory in a way that the compiler keeps (explicit_bzero(3)).
void wipe_memory(void* data, std::size_t size);

} // namespace mfa
