#include "engine/session/key_values.hpp"

#include "engine/base/text.hpp"

namespace mfa::session {

namespace {

Error damaged(std::string detail) {
    return Error{ErrorKind::corrupt, "read a session file", std::move(detail)};
}

} // namespace

Result<KeyValues> KeyValues::parse(std::string_view text) {
    KeyValues values;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::size_t equals = text.find('=');
        if (end == std::string_view::npos || equals == std::string_view::npos || equals > end) {
            return damaged("torn line");
        }
        const auto [position, is_new] = values.m_values.emplace(
            text.substr(0, equals), text.substr(equals + 1, end - equals - 1));
        if (!is_new) {
            return damaged("`" + position->first + "` stands twice");
        }
        text.remove_prefix(end + 1);
    }
    return values;
}

KeyValues& KeyValues::set(std::string_view key, std::string_view value) {
    m_values.insert_or_assign(std::string{key}, std::string{value});
    return *this;
}

KeyValues& KeyValues::set(std::string_view key, std::uint64_t value) {
    return set(key, std::to_string(value));
}

std::string KeyValues::text() const {
    std::string text;
    for (const auto& [key, value] : m_values) {
        text += key;
        text += '=';
        text += value;
        text += '\n';
    }
    return text;
}

Result<std::string> KeyValues::value(std::string_view key) const {
    const auto found = m_values.find(key);
    if (found == m_values.end()) {
        return damaged("`" + std::string{key} + "` is missing");
    }
    return found->second;
}

Result<std::uint64_t> KeyValues::number(std::string_view key) const {
    const auto number = parse_unsigned(TRY(value(key)));
    if (!number) {
        return damaged("`" + std::string{key} + "` is no number");
    }
    return *number;
}

} // namespace mfa::session
