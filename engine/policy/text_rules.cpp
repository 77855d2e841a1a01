#include "engine/policy/text_rules.hpp"

#include "engine/base/text.hpp"

#include <algorithm>

namespace mfa::policy {

namespace {

constexpr std::size_t quoted_max = 80;

unsigned char byte_at(std::string_view text, std::size_t index) {
    return index < text.size() ? static_cast<unsigned char>(text[index]) : 0;
}

/// The length of the UTF-8 sequence at the start (RFC 3629), or 0 where it is none.
std::size_t utf8_length(std::string_view text) {
    const auto is_tail = [&](std::size_t i) { return (byte_at(text, i) & 0xC0U) == 0x80U; };
    const unsigned char lead = byte_at(text, 0);
    const unsigned char second = byte_at(text, 1);
    if (lead < 0x80) {
        return 1;
    }
    if (lead >= 0xC2 && lead <= 0xDF) {
        return is_tail(1) ? 2 : 0;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
        const bool is_overlong = lead == 0xE0 && second < 0xA0;
        const bool is_surrogate = lead == 0xED && second > 0x9F;
        return is_tail(1) && is_tail(2) && !is_overlong && !is_surrogate ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const bool is_overlong = lead == 0xF0 && second < 0x90;
        const bool is_too_large = lead == 0xF4 && second > 0x8F;
        return is_tail(1) && is_tail(2) && is_tail(3) && !is_overlong && !is_too_large ? 4 : 0;
    }
    return 0;
}

/// C0, DEL and C1; U+FEFF too, which hides anywhere but at the start of a file.
bool is_control(std::string_view character) {
    const unsigned char lead = byte_at(character, 0);
    const bool is_c1 = character.size() == 2 && lead == 0xC2 && byte_at(character, 1) < 0xA0;
    return lead < 0x20 || lead == 0x7F || is_c1 || character == byte_order_mark;
}

std::string byte_name(std::string_view character) {
    std::string name;
    for (const char c : character) {
        const auto byte = static_cast<std::uint8_t>(c);
        name += (name.empty() ? "0x" : " 0x") + to_hex({&byte, 1});
    }
    return name;
}

} // namespace

LineTable::LineTable(std::string_view text) : m_text{text}, m_line_starts{0} {
    for (std::size_t i = text.find('\n'); i != std::string_view::npos; i = text.find('\n', i + 1)) {
        m_line_starts.push_back(i + 1);
    }
}

Position LineTable::at_offset(std::size_t offset) {
    const std::size_t end = std::min(offset, m_text.size());
    const auto next = std::upper_bound(m_line_starts.begin(), m_line_starts.end(), end);
    const auto line = static_cast<std::size_t>(next - m_line_starts.begin());
    const std::size_t start = m_line_starts[line - 1];
    if (m_last_offset < start || m_last_offset > end) {
        m_last_offset = start;
        m_last_column = 1;
    }
    while (m_last_offset < end) {
        const bool is_mark = m_last_offset == 0 && m_text.starts_with(byte_order_mark);
        m_last_offset += character_length(m_text.substr(m_last_offset));
        m_last_column += is_mark ? 0 : 1;
    }
    return {static_cast<int>(line), m_last_column};
}

std::size_t LineTable::offset_of(int line, int byte_column) const {
    if (line < 0 || byte_column < 0) {
        return 0;
    }
    const auto index = std::min(static_cast<std::size_t>(line), m_line_starts.size() - 1);
    const std::size_t skipped = index == 0 && m_text.starts_with(byte_order_mark) ? 3 : 0;
    return std::min(m_line_starts[index] + skipped + static_cast<std::size_t>(byte_column),
                    m_text.size());
}

Position LineTable::at_byte_column(int line, int byte_column) {
    return at_offset(offset_of(line, byte_column));
}

std::optional<BadByte> find_invalid_utf8(std::string_view text) {
    for (std::size_t offset = 0; offset < text.size();) {
        const std::string_view rest = text.substr(offset);
        const std::size_t length = utf8_length(rest);
        if (length == 0) {
            return BadByte{offset, "the byte " + byte_name(rest.substr(0, 1)) + " is no UTF-8",
                           "invalid-utf8"};
        }
        offset += length;
    }
    return std::nullopt;
}

std::optional<BadByte> find_bad_byte(std::string_view text) {
    auto invalid = find_invalid_utf8(text);
    const std::size_t end = invalid ? invalid->offset : text.size();
    std::size_t offset = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
    while (offset < end) {
        const std::string_view rest = text.substr(offset);
        const std::string_view character = rest.substr(0, character_length(rest));
        const bool is_line_end = character == "\n" || rest.starts_with("\r\n");
        if (is_control(character) && !is_line_end && character != "\t") {
            return BadByte{offset, "there is a control character (" + byte_name(character) + ")",
                           "control-character"};
        }
        offset += character.size();
    }
    return invalid;
}

bool has_control_character(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = character_length(text);
        if (is_control(text.substr(0, length))) {
            return true;
        }
        text.remove_prefix(length);
    }
    return false;
}

std::size_t character_length(std::string_view text) {
    return text.empty() ? 0 : std::max<std::size_t>(utf8_length(text), 1);
}

bool is_json_number(std::string_view text) {
    std::size_t i = text.starts_with('-') ? 1 : 0;
    const auto digits = [&] {
        const std::size_t first = i;
        while (i < text.size() && text[i] >= '0' && text[i] <= '9') {
            ++i;
        }
        return i - first;
    };
    const std::size_t integer_at = i;
    const std::size_t integer_digits = digits();
    if (integer_digits == 0 || (integer_digits > 1 && text[integer_at] == '0')) {
        return false;
    }
    if (i < text.size() && text[i] == '.') {
        ++i;
        if (digits() == 0) {
            return false;
        }
    }
    if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
        ++i;
        i += i < text.size() && (text[i] == '+' || text[i] == '-') ? 1U : 0U;
        if (digits() == 0) {
            return false;
        }
    }
    return i == text.size();
}

std::string in_backticks(std::string_view text) {
    std::size_t end = 0;
    while (end < text.size() && end < quoted_max) {
        end += character_length(text.substr(end));
    }
    return "`" + escape_controls(text.substr(0, end)) + (end < text.size() ? "...`" : "`");
}

} // namespace mfa::policy
