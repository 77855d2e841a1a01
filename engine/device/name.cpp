#include "engine/device/name.hpp"

#include <algorithm>

namespace mfa::device {

namespace {

constexpr std::size_t suffix_max = 64;

bool is_suffix(std::string_view text) {
    constexpr std::string_view punctuation = "+=,.@_-";
    return !text.empty() && text.size() <= suffix_max &&
           std::all_of(text.begin(), text.end(), [punctuation](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      punctuation.find(c) != std::string_view::npos;
           });
}

} // namespace

bool is_device_name(std::string_view name, std::string_view user) {
    if (name == user) {
        return true;
    }
    return name.size() > user.size() && name.substr(0, user.size()) == user &&
           name[user.size()] == '/' && is_suffix(name.substr(user.size() + 1));
}

std::optional<std::string> device_name(std::string_view user, std::string_view suffix) {
    if (suffix.empty()) {
        return std::string{user};
    }
    if (!is_suffix(suffix)) {
        return std::nullopt;
    }
    return std::string{user} + "/" + std::string{suffix};
}

} // namespace mfa::device
