#include "engine/base/secret_buffer.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace mfa {

namespace {

std::span<const std::uint8_t> as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

bool equal_constant_time(std::span<const std::uint8_t> left, std::span<const std::uint8_t> right) {
    if (left.size() != right.size()) {
        return false;
    }
    unsigned difference = 0;
    for (std::size_t i = 0; i < left.size(); ++i) {
        difference |= static_cast<unsigned>(left[i] ^ right[i]);
    }
    return difference == 0;
}

} // namespace

void wipe_memory(void* data, std::size_t size) {
    if (data != nullptr && size > 0) {
        explicit_bzero(data, size);
    }
}

SecretBuffer::SecretBuffer(std::size_t capacity)
    : m_data{capacity > 0 ? new std::uint8_t[capacity]() : nullptr}, m_capacity{capacity} {}

SecretBuffer SecretBuffer::with_capacity(std::size_t capacity) {
    return SecretBuffer{capacity};
}

SecretBuffer SecretBuffer::copy_of(std::span<const std::uint8_t> bytes) {
    SecretBuffer buffer{bytes.size()};
    std::copy(bytes.begin(), bytes.end(), buffer.m_data.get());
    buffer.m_size = bytes.size();
    return buffer;
}

SecretBuffer SecretBuffer::copy_of(std::string_view text) {
    return copy_of(as_bytes(text));
}

SecretBuffer::SecretBuffer(SecretBuffer&& other) noexcept
    : m_data{std::move(other.m_data)},
      m_capacity{std::exchange(other.m_capacity, 0)}, m_size{std::exchange(other.m_size, 0)} {}

SecretBuffer& SecretBuffer::operator=(SecretBuffer&& other) noexcept {
    if (this != &other) {
        wipe();
        m_data = std::move(other.m_data);
        m_capacity = std::exchange(other.m_capacity, 0);
        m_size = std::exchange(other.m_size, 0);
    }
    return *this;
}

SecretBuffer::~SecretBuffer() {
    wipe();
}

SecretBuffer SecretBuffer::clone() const {
    return copy_of(bytes());
}

Result<> SecretBuffer::append(std::span<const std::uint8_t> bytes) {
    if (bytes.size() > m_capacity - m_size) {
        return Error{ErrorKind::invalid_input, "append to a secret", "too long"};
    }
    std::copy(bytes.begin(), bytes.end(), m_data.get() + m_size);
    m_size += bytes.size();
    return {};
}

Result<> SecretBuffer::append(std::string_view text) {
    return append(as_bytes(text));
}

Result<> SecretBuffer::resize(std::size_t size) {
    if (size > m_capacity) {
        return Error{ErrorKind::invalid_input, "resize a secret", "too long"};
    }
    if (size < m_size) {
        wipe_memory(m_data.get() + size, m_size - size);
    } else {
        std::fill(m_data.get() + m_size, m_data.get() + size, std::uint8_t{0});
    }
    m_size = size;
    return {};
}

void SecretBuffer::wipe() {
    wipe_memory(m_data.get(), m_capacity);
    m_size = 0;
}

std::string_view SecretBuffer::view() const {
    return {reinterpret_cast<const char*>(m_data.get()), m_size};
}

bool SecretBuffer::equals(const SecretBuffer& other) const {
    return equal_constant_time(bytes(), other.bytes());
}

bool SecretBuffer::equals(std::string_view other) const {
    return equal_constant_time(bytes(), as_bytes(other));
}

} // namespace mfa
