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
        const std::string_view key = text.substr(0, equals);
        if (!values.m_values.empty() && key <= values.m_values.rbegin()->first) {
            return damaged("`" + std::string{key} + "` stands twice, or where it is not written");
        }
        values.m_values.emplace(key, text.substr(equals + 1, end - equals - 1));
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

Result<std::string> KeyValues::text() const {
    std::string text;
    for (const auto& [key, value] : m_values) {
        if (key.find_first_of("=\n") != std::string::npos ||
            value.find('\n') != std::string::npos) {
            return Error{ErrorKind::invalid_input, "write a session file",
                         "there is a line break in `" + escape_controls(key) + "`"};
        }
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
