#include "mfa_tool/times.hpp"

#include "engine/base/text.hpp"
#include "engine/present/duration.hpp"

#include <ctime>

namespace mfa::tool {

std::optional<WallTime> parse_rfc3339(std::string_view text) {
    const std::string terminated{text};
    std::tm parts{};
    const char* end = ::strptime(terminated.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    if (end == nullptr) {
        return std::nullopt;
    }
    const WallTime time{std::chrono::seconds{::timegm(&parts)}};
    // Writing it again must give the same text: strptime takes blanks, signs and other digits.
    return format_rfc3339(time) == text ? std::optional{time} : std::nullopt;
}

std::string until_in_words(std::string_view text, WallTime now) {
    std::string words = escape_controls(text);
    if (const auto time = parse_rfc3339(text)) {
        words += *time > now ? " (in " + present::duration_in_words(*time - now) + ")" : " (over)";
    }
    return words;
}

} // namespace mfa::tool
