#include "engine/policy/json_string_mistake.hpp"

#include "engine/base/text.hpp"

#include <algorithm>

namespace mfa::policy {

namespace {

constexpr std::size_t unicode_length = 6; // \uXXXX

std::string byte_digits(char c) {
    const auto byte = static_cast<std::uint8_t>(c);
    return to_hex({&byte, 1});
}

bool is_hex_digit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Whether `text` begins with `\uXXXX`.
bool is_unicode_escape(std::string_view text) {
    return text.starts_with("\\u") && text.size() >= unicode_length &&
           std::all_of(text.begin() + 2, text.begin() + unicode_length, is_hex_digit);
}

/// UTF-16 writes what lies beyond U+FFFF as two halves: D800 to DBFF, then DC00 to DFFF.
enum class Half { none, first, second };

Half half_of(std::string_view escape) {
    const std::string digits = to_lower(escape.substr(2, 2));
    if (digits >= "d8" && digits <= "db") {
        return Half::first;
    }
    return digits >= "dc" && digits <= "df" ? Half::second : Half::none;
}

/// The escape at the start of `text`; its length goes to `length`.
std::string unicode_problem(std::string_view text, std::size_t& length) {
    if (!is_unicode_escape(text)) {
        return "`\\u` is followed by four hexadecimal digits, as in `\\u00e9`";
    }
    length = unicode_length;
    const std::string_view next = text.substr(unicode_length);
    const Half half = half_of(text);
    if (half == Half::first && is_unicode_escape(next) && half_of(next) == Half::second) {
        length = 2 * unicode_length;
        return {};
    }
    return half == Half::none ? std::string{}
                              : "`" + std::string{text.substr(0, unicode_length)} +
                                    "` is half of a character; write the character itself, or "
                                    "both halves";
}

std::string escape_problem(std::string_view text, std::size_t& length) {
    if (text.starts_with("\\u")) {
        return unicode_problem(text, length);
    }
    const std::string_view escaped = text.substr(1, character_length(text.substr(1)));
    length = 1 + escaped.size();
    constexpr std::string_view known = "\"\\/bfnrt";
    if (escaped.size() == 1 && known.find(escaped) != std::string_view::npos) {
        return {};
    }
    return "`\\" + escape_controls(escaped) + "` means nothing; a backslash is written `\\\\`";
}

} // namespace

std::optional<JsonMistake> find_json_string_mistake(std::string_view text, std::size_t begin) {
    std::size_t at = begin + 1;
    while (at < text.size() && text[at] != '\n' && text[at] != '\r') {
        if (text[at] == '"') {
            return std::nullopt;
        }
        std::size_t length = 1;
        if (text[at] == '\t') {
            return JsonMistake{at, "a tab cannot stand in a string; write a space"};
        }
        if (static_cast<unsigned char>(text[at]) < 0x20) {
            return JsonMistake{at, "a control character cannot stand in a string as it is; write "
                                   "`\\u00" +
                                       byte_digits(text[at]) + "`"};
        }
        const bool is_last = at + 1 == text.size() || text[at + 1] == '\n';
        if (text[at] == '\\' && !is_last) {
            std::string problem = escape_problem(text.substr(at), length);
            if (!problem.empty()) {
                return JsonMistake{at, std::move(problem)};
            }
        }
        at += length;
    }
    return JsonMistake{begin, "this string is not closed; write `\"` where it ends, in the same "
                              "line"};
}

} // namespace mfa::policy
