#include "engine/audit/event.hpp"

#include "engine/base/text.hpp"

namespace mfa::audit {

namespace {

constexpr std::size_t value_max = 256;

/// A quoted value: blanks, quotes and `=` would otherwise read as another key.
std::string quote_if_needed(const std::string& text) {
    if (text.find_first_of(" \"=") == std::string::npos) {
        return text;
    }
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"') {
            quoted += "\\x22";
        } else {
            quoted += c;
        }
    }
    return quoted + "\"";
}

} // namespace

Event::Event(std::string_view name) : m_line{"event="} {
    m_line += name;
}

Event& Event::with(std::string_view key, std::string_view value) {
    if (value.empty()) {
        return *this;
    }
    const bool cut = value.size() > value_max;
    std::string text = escape_controls(value.substr(0, value_max));
    if (cut) {
        text += "...";
    }
    m_line += ' ';
    m_line += key;
    m_line += '=';
    m_line += quote_if_needed(text);
    return *this;
}

Event& Event::with(std::string_view key, std::int64_t value) {
    return with(key, std::to_string(value));
}

} // namespace mfa::audit
