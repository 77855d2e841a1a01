#include "tests/support/plain_policy/values.hpp"

#include <algorithm>

namespace mfa::test::plain {

namespace {

/// In a shape, `d` is any digit and everything else itself.
bool has_shape(std::string_view text, std::string_view shape) {
    return text.size() == shape.size() &&
           std::equal(text.begin(), text.end(), shape.begin(), [](char c, char wanted) {
               return wanted == 'd' ? c >= '0' && c <= '9' : c == wanted;
           });
}

int number_at(std::string_view text, std::size_t at, std::size_t count) {
    return std::stoi(std::string{text.substr(at, count)});
}

bool is_leap_year(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int days_in_month(int year, int month) {
    constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap_year(year) ? 29 : days[month - 1];
}

std::int64_t days_since_1970(int year, int month, int day) {
    std::int64_t days = day - 1;
    for (int y = 1970; y < year; ++y) {
        days += is_leap_year(y) ? 366 : 365;
    }
    for (int y = year; y < 1970; ++y) {
        days -= is_leap_year(y) ? 366 : 365;
    }
    for (int m = 1; m < month; ++m) {
        days += days_in_month(year, m);
    }
    return days;
}

/// `Z`, `+hh:mm`, `-hh:mm`: seconds east of Greenwich.
std::optional<std::int64_t> read_zone(std::string_view text) {
    if (text == "Z") {
        return 0;
    }
    if (!has_shape(text, "+dd:dd") && !has_shape(text, "-dd:dd")) {
        return std::nullopt;
    }
    const int hours = number_at(text, 1, 2);
    const int minutes = number_at(text, 4, 2);
    if (hours > 23 || minutes > 59) {
        return std::nullopt;
    }
    return (hours * 60 + minutes) * (text.front() == '-' ? -60 : 60);
}

/// `Thh:mm`, perhaps `:ss`, perhaps `.` and digits, and a zone; added to `moment`.
std::optional<Moment> add_time(Moment moment, std::string_view text) {
    if (!has_shape(text.substr(0, 6), "Tdd:dd")) {
        return std::nullopt;
    }
    const int hours = number_at(text, 1, 2);
    const int minutes = number_at(text, 4, 2);
    int seconds = 0;
    text.remove_prefix(6);
    if (has_shape(text.substr(0, 3), ":dd")) {
        seconds = number_at(text, 1, 2);
        text.remove_prefix(3);
        if (text.starts_with('.')) {
            const std::size_t end = std::min(text.find_first_of("Z+-"), text.size());
            moment.fraction = text.substr(1, end - 1);
            text.remove_prefix(end);
            if (!is_digits(moment.fraction)) {
                return std::nullopt;
            }
        }
    }
    const auto zone = read_zone(text);
    if (hours > 23 || minutes > 59 || seconds > 59 || !zone) {
        return std::nullopt;
    }
    moment.seconds += (hours * 60 + minutes) * 60 + seconds - *zone;
    return moment;
}

std::optional<Moment> read_iso(std::string_view text) {
    const bool has_day = has_shape(text.substr(0, 10), "dddd-dd-dd");
    // That a month alone is a date, too, is what date.hpp says; the page has whole dates only.
    if (!has_day && !has_shape(text, "dddd-dd")) {
        return std::nullopt;
    }
    const int year = number_at(text, 0, 4);
    const int month = number_at(text, 5, 2);
    const int day = has_day ? number_at(text, 8, 2) : 1;
    if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month)) {
        return std::nullopt;
    }
    const Moment midnight{days_since_1970(year, month, day) * 24 * 60 * 60, {}};
    return text.size() <= 10 ? midnight : add_time(midnight, text.substr(10));
}

} // namespace

std::optional<Moment> read_moment(std::string_view text) {
    if (auto moment = read_iso(text)) {
        return moment;
    }
    // Seconds since the epoch. The page does not say how many; the engine has 64 bits, and no
    // fraction before 1970.
    const auto number = read_number(text);
    if (!number || number->whole.size() > 18 ||
        (number->is_negative && text.find('.') != std::string_view::npos)) {
        return std::nullopt;
    }
    const std::int64_t seconds = std::stoll(number->whole);
    return Moment{number->is_negative ? -seconds : seconds, number->fraction};
}

int compare(const Moment& left, const Moment& right) {
    if (left.seconds != right.seconds) {
        return left.seconds < right.seconds ? -1 : 1;
    }
    return compare(Number{false, "0", left.fraction}, Number{false, "0", right.fraction});
}

} // namespace mfa::test::plain
