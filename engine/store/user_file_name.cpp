#include "engine/store/user_file_name.hpp"

namespace mfa::store {

namespace {

constexpr std::string_view digits = "0123456789ABCDEF";

bool stands_for_itself(char c, bool first) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || (c == '.' && !first);
}

} // namespace

std::string user_to_file_name(std::string_view user) {
    std::string name;
    for (const char c : user) {
        if (stands_for_itself(c, name.empty())) {
            name += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            name += '%';
            name += digits[byte >> 4U];
            name += digits[byte & 0x0FU];
        }
    }
    return name;
}

std::optional<std::string> user_from_file_name(std::string_view name) {
    std::string user;
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (name[i] != '%') {
            user += name[i];
            continue;
        }
        if (name.size() - i < 3) {
            return std::nullopt;
        }
        const auto high = digits.find(name[i + 1]);
        const auto low = digits.find(name[i + 2]);
        if (high == std::string_view::npos || low == std::string_view::npos) {
            return std::nullopt;
        }
        user += static_cast<char>(high << 4U | low);
        i += 2;
    }
    return user_to_file_name(user) == name ? std::optional{user} : std::nullopt;
}

} // namespace mfa::store
