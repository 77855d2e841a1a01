#include "engine/base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <limits>

namespace mfa {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::size_t user_name_max = 64;

/// Length of the valid UTF-8 sequence at the start of `text`, or 0.
std::size_t utf8_length(std::string_view text) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto is_tail = [&](std::size_t i) { return i < text.size() && (at(i) & 0xC0U) == 0x80U; };
    const unsigned char lead = at(0);
    if (lead < 0x80) {
        return 1;
    }
    if (lead >= 0xC2 && lead <= 0xDF) {
        return is_tail(1) ? 2 : 0;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
        const bool ok = is_tail(1) && is_tail(2) && !(lead == 0xE0 && at(1) < 0xA0) &&
                        !(lead == 0xED && at(1) > 0x9F);
        return ok ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const bool ok = is_tail(1) && is_tail(2) && is_tail(3) && !(lead == 0xF0 && at(1) < 0x90) &&
                        !(lead == 0xF4 && at(1) > 0x8F);
        return ok ? 4 : 0;
    }
    return 0;
}

/// C1 control characters (U+0080 to U+009F) move a terminal's cursor as C0 ones do.
bool is_c1_control(std::string_view sequence) {
    return sequence.size() == 2 && static_cast<unsigned char>(sequence[0]) == 0xC2 &&
           static_cast<unsigned char>(sequence[1]) < 0xA0;
}

} // namespace

std::optional<std::uint64_t> parse_unsigned(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
    std::uint64_t unit_s = 1;
    if (!text.empty()) {
        switch (text.back()) {
        case 's':
            break;
        case 'm':
            unit_s = 60;
            break;
        case 'h':
            unit_s = 3600;
            break;
        case 'd':
            unit_s = 86400;
            break;
        default:
            unit_s = 0;
        }
        if (unit_s != 0) {
            text.remove_suffix(1);
        } else {
            unit_s = 1;
        }
    }
    const auto count = parse_unsigned(text);
    constexpr std::uint64_t limit_s = 10ULL * 366 * 86400;
    if (!count || *count == 0 || *count > limit_s / unit_s) {
        return std::nullopt;
    }
    return std::chrono::seconds{static_cast<std::int64_t>(*count * unit_s)};
}

std::string to_hex(std::span<const std::uint8_t> bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const std::uint8_t byte : bytes) {
        text += hex_digits[byte >> 4U];
        text += hex_digits[byte & 0x0FU];
    }
    return text;
}

std::optional<std::vector<std::uint8_t>> from_hex(std::string_view text) {
    if (text.size() % 2 != 0) {
        return std::nullopt;
    }
    std::vector<std::uint8_t> bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const auto high = hex_digits.find(text[i]);
        const auto low = hex_digits.find(text[i + 1]);
        if (high == std::string_view::npos || low == std::string_view::npos) {
            return std::nullopt;
        }
        bytes.push_back(static_cast<std::uint8_t>(high << 4U | low));
    }
    return bytes;
}

std::optional<unsigned> hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return static_cast<unsigned>(c - '0');
    }
    const char lower = static_cast<char>(static_cast<unsigned char>(c) | 0x20U);
    return lower >= 'a' && lower <= 'f' ? std::optional{static_cast<unsigned>(lower - 'a') + 10U}
                                        : std::nullopt;
}

std::string to_lower(std::string_view text) {
    std::string lower{text};
    std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return lower;
}

std::string escape_controls(std::string_view text) {
    std::string escaped;
    escaped.reserve(text.size());
    while (!text.empty()) {
        const std::size_t length = utf8_length(text);
        const std::string_view sequence = text.substr(0, std::max<std::size_t>(length, 1));
        const auto first = static_cast<unsigned char>(sequence[0]);
        const bool plain = length > 0 && first >= 0x20 && first != 0x7F && first != '\\' &&
                           !is_c1_control(sequence);
        if (plain) {
            escaped += sequence;
        } else {
            for (const char c : sequence) {
                const auto byte = static_cast<unsigned char>(c);
                escaped += "\\x";
                escaped += hex_digits[byte >> 4U];
                escaped += hex_digits[byte & 0x0FU];
            }
        }
        text.remove_prefix(sequence.size());
    }
    return escaped;
}

std::string format_rfc3339(WallTime time) {
    const std::time_t seconds = time.time_since_epoch().count();
    std::tm parts{};
    std::array<char, 32> buffer{};
    if (gmtime_r(&seconds, &parts) == nullptr ||
        std::strftime(buffer.data(), buffer.size(), "%Y-%m-%dT%H:%M:%SZ", &parts) == 0) {
        return {};
    }
    return buffer.data();
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    std::size_t begin = 0;
    while (true) {
        const std::size_t end = text.find(separator, begin);
        if (end == std::string_view::npos) {
            parts.push_back(text.substr(begin));
            return parts;
        }
        parts.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
}

bool is_acceptable_user_name(std::string_view name) {
    if (name.empty() || name.size() > user_name_max || name == "." || name == ".." ||
        name.front() == '-') {
        return false;
    }
    return std::none_of(name.begin(), name.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7F || c == '/' || c == ':';
    });
}

} // namespace mfa
