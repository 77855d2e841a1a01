#include "tests/fuzz/support/require.hpp"

#include <cstdio>
#include <cstdlib>

namespace mfa::fuzz {

void require(bool holds, std::string_view property) {
    if (holds) {
        return;
    }
    static_cast<void>(std::fprintf(stderr, "PROPERTY VIOLATED: %.*s\n",
                                   static_cast<int>(property.size()), property.data()));
    std::abort();
}

std::pair<std::string_view, std::string_view> cut(std::string_view text, char separator) {
    const std::size_t at = text.find(separator);
    if (at == std::string_view::npos) {
        return {text, {}};
    }
    return {text.substr(0, at), text.substr(at + 1)};
}

std::span<const std::uint8_t> bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

} // namespace mfa::fuzz
