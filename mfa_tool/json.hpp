// What JSON documents of several commands are made with.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>

namespace mfa::tool {

/// null where there is nothing.
template <typename T>
nlohmann::ordered_json or_null(const std::optional<T>& value) {
    return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

/// null for an empty text.
inline nlohmann::ordered_json or_null(const std::string& text) {
    return text.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(text);
}

} // namespace mfa::tool
