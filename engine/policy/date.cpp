#include "engine/policy/date.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace mfa::policy {

namespace {

constexpr std::string_view digits = "0123456789";

/// Takes what it reads from the front; every reader says whether it succeeded.
class Reader {
public:
    explicit Reader(std::string_view text) : m_rest{text} {}

    [[nodiscard]] bool at_end() const { return m_rest.empty(); }
    [[nodiscard]] bool next_is(char c) const { return m_rest.starts_with(c); }

    bool skip(char c) {
        if (!next_is(c)) {
            return false;
        }
        m_rest.remove_prefix(1);
        return true;
    }

    /// Exactly `count` digits, a number from `low` to `high`.
    bool number(std::size_t count, int low, int high, int& value) {
        const std::string_view text = m_rest.substr(0, count);
        if (text.size() != count || text.find_first_not_of(digits) != std::string_view::npos) {
            return false;
        }
        m_rest.remove_prefix(count);
        std::from_chars(text.data(), text.data() + text.size(), value);
        return value >= low && value <= high;
    }

    /// One digit or more, kept without trailing zeros.
    bool fraction(std::string& value) {
        const std::size_t end = std::min(m_rest.find_first_not_of(digits), m_rest.size());
        value = m_rest.substr(0, end);
        m_rest.remove_prefix(end);
        value.erase(value.find_last_not_of('0') + 1);
        return end > 0;
    }

private:
    std::string_view m_rest;
};

/// `Z` or `+hh:mm` or `-hh:mm`, to the end of the text; seconds east of Greenwich.
bool read_zone(Reader& reader, std::int64_t& offset_s) {
    if (reader.skip('Z')) {
        offset_s = 0;
        return reader.at_end();
    }
    const bool is_west = reader.next_is('-');
    int hours = 0;
    int minutes = 0;
    if (!(reader.skip('+') || reader.skip('-')) || !reader.number(2, 0, 23, hours) ||
        !reader.skip(':') || !reader.number(2, 0, 59, minutes)) {
        return false;
    }
    offset_s = (hours * 60 + minutes) * std::int64_t{60} * (is_west ? -1 : 1);
    return reader.at_end();
}

struct Moment {
    std::int64_t seconds;
    std::string fraction;
};

std::optional<Moment> read_iso(std::string_view text) {
    Reader reader{text};
    int year = 0;
    int month = 1;
    int day = 1;
    if (!reader.number(4, 0, 9999, year) || !reader.skip('-') || !reader.number(2, 1, 12, month)) {
        return std::nullopt;
    }
    const bool has_day = reader.skip('-');
    if (has_day && !reader.number(2, 1, 31, day)) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{std::chrono::year{year},
                                           std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok()) {
        return std::nullopt;
    }
    Moment moment{std::chrono::seconds{std::chrono::sys_days{date}.time_since_epoch()}.count(), {}};
    if (reader.at_end()) {
        return moment;
    }
    int hour = 0;
    int minute = 0;
    int second = 0;
    if (!has_day || !reader.skip('T') || !reader.number(2, 0, 23, hour) || !reader.skip(':') ||
        !reader.number(2, 0, 59, minute)) {
        return std::nullopt;
    }
    if (reader.skip(':')) {
        if (!reader.number(2, 0, 59, second) ||
            (reader.skip('.') && !reader.fraction(moment.fraction))) {
            return std::nullopt;
        }
    }
    std::int64_t offset_s = 0;
    if (!read_zone(reader, offset_s)) {
        return std::nullopt;
    }
    moment.seconds += (hour * 60 + minute) * std::int64_t{60} + second - offset_s;
    return moment;
}

std::optional<Moment> read_epoch(std::string_view text) {
    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    Moment moment{0, {}};
    const auto [end, error] =
        std::from_chars(whole.data(), whole.data() + whole.size(), moment.seconds);
    if (whole.empty() || error != std::errc{} || end != whole.data() + whole.size()) {
        return std::nullopt;
    }
    if (point != std::string_view::npos) {
        Reader reader{text.substr(point + 1)};
        // Before 1970 a fraction would count backwards; nobody needs it.
        if (whole.starts_with('-') || !reader.fraction(moment.fraction) || !reader.at_end()) {
            return std::nullopt;
        }
    }
    return moment;
}

} // namespace

std::optional<Instant> Instant::parse(std::string_view text) {
    const bool is_epoch = text.find('-', 1) == std::string_view::npos;
    auto moment = is_epoch ? read_epoch(text) : read_iso(text);
    if (!moment) {
        return std::nullopt;
    }
    Instant instant;
    instant.m_seconds = moment->seconds;
    instant.m_fraction = std::move(moment->fraction);
    return instant;
}

} // namespace mfa::policy
