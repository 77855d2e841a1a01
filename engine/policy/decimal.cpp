#include "engine/policy/decimal.hpp"

namespace mfa::policy {

namespace {

bool is_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

} // namespace

std::optional<Decimal> Decimal::parse(std::string_view text) {
    Decimal decimal;
    if (text.starts_with('-')) {
        decimal.m_is_negative = true;
        text.remove_prefix(1);
    }
    const std::size_t point = text.find('.');
    const std::string_view integer = text.substr(0, point);
    if (!is_digits(integer)) {
        return std::nullopt;
    }
    decimal.m_integer = integer.substr(std::min(integer.find_first_not_of('0'), integer.size()));
    if (point != std::string_view::npos) {
        const std::string_view fraction = text.substr(point + 1);
        if (!is_digits(fraction)) {
            return std::nullopt;
        }
        const std::size_t last = fraction.find_last_not_of('0');
        decimal.m_fraction = fraction.substr(0, last == std::string_view::npos ? 0 : last + 1);
    }
    if (decimal.m_integer.empty() && decimal.m_fraction.empty()) {
        decimal.m_is_negative = false; // -0 is 0
    }
    return decimal;
}

std::string Decimal::text() const {
    return (m_is_negative ? "-" : "") + (m_integer.empty() ? "0" : m_integer) +
           (m_fraction.empty() ? "" : "." + m_fraction);
}

std::strong_ordering Decimal::operator<=>(const Decimal& other) const {
    if (m_is_negative != other.m_is_negative) {
        return m_is_negative ? std::strong_ordering::less : std::strong_ordering::greater;
    }
    auto order = m_integer.size() <=> other.m_integer.size();
    if (order == 0) {
        order = m_integer.compare(other.m_integer) <=> 0;
    }
    if (order == 0) {
        order = m_fraction.compare(other.m_fraction) <=> 0; // 0.5 > 0.25: digits compare as text
    }
    return m_is_negative ? 0 <=> order : order;
}

} // namespace mfa::policy
