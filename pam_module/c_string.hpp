#pragma once

#include "engine/base/secret_buffer.hpp"

#include <array>
#include <initializer_list>
#include <string_view>

namespace mfa::pam {

/// The parts as one C string for libpam, wiped like any secret.
inline Result<SecretBuffer> c_string(std::initializer_list<std::string_view> parts) {
    constexpr std::array<std::uint8_t, 1> end{0};
    std::size_t size = end.size();
    for (const std::string_view part : parts) {
        size += part.size();
    }
    auto text = SecretBuffer::with_capacity(size);
    for (const std::string_view part : parts) {
        TRY(text.append(part));
    }
    TRY(text.append(end));
    return text;
}

} // namespace mfa::pam
