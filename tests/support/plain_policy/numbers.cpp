#include "tests/support/plain_policy/values.hpp"

#include <algorithm>

namespace mfa::test::plain {

namespace {

/// Both as digits of one width, so that they compare as text.
std::string digits_of(const Number& number, std::size_t whole_width, std::size_t fraction_width) {
    return std::string(whole_width - number.whole.size(), '0') + number.whole + number.fraction +
           std::string(fraction_width - number.fraction.size(), '0');
}

bool is_zero(const std::string& digits) {
    return digits.find_first_not_of('0') == std::string::npos;
}

} // namespace

// The page says "integer or decimal" and no more; that a plus, an exponent, white space, and a
// point without digits on both sides make no number is what decimal.hpp says.
std::optional<Number> read_number(std::string_view text) {
    Number number;
    if (text.starts_with('-')) {
        number.is_negative = true;
        text.remove_prefix(1);
    }
    const std::size_t point = text.find('.');
    number.whole = text.substr(0, point);
    if (!is_digits(number.whole)) {
        return std::nullopt;
    }
    if (point != std::string_view::npos) {
        number.fraction = text.substr(point + 1);
        if (!is_digits(number.fraction)) {
            return std::nullopt;
        }
    }
    return number;
}

int compare(const Number& left, const Number& right) {
    const std::size_t whole_width = std::max(left.whole.size(), right.whole.size());
    const std::size_t fraction_width = std::max(left.fraction.size(), right.fraction.size());
    const std::string left_digits = digits_of(left, whole_width, fraction_width);
    const std::string right_digits = digits_of(right, whole_width, fraction_width);
    const bool left_is_below_zero = left.is_negative && !is_zero(left_digits);
    const bool right_is_below_zero = right.is_negative && !is_zero(right_digits);
    if (left_is_below_zero != right_is_below_zero) {
        return left_is_below_zero ? -1 : 1;
    }
    const int order = left_digits.compare(right_digits);
    return left_is_below_zero ? -order : order;
}

} // namespace mfa::test::plain
