#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace mfa::policy {

/// A number as the Numeric operators know it: `-12`, `3.50`. Exact, however long it is.
class Decimal {
public:
    /// Digits, perhaps with a minus before and a point and digits after; nothing else.
    static std::optional<Decimal> parse(std::string_view text);

    /// The shortest text of it: no zeros that say nothing.
    [[nodiscard]] std::string text() const;

    std::strong_ordering operator<=>(const Decimal& other) const;
    bool operator==(const Decimal& other) const { return (*this <=> other) == 0; }

private:
    bool m_is_negative = false;
    std::string m_integer;  ///< without leading zeros; empty for 0
    std::string m_fraction; ///< without trailing zeros
};

} // namespace mfa::policy
