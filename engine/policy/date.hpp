#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mfa::policy {

/// A moment as the Date operators know it.
class Instant {
public:
    /// `2026-11`, `2026-11-23`, `2026-11-23T10:00Z`, `2026-11-23T10:00:00Z`, with a fraction of a
    /// second, with `+01:00` instead of `Z` (https://www.w3.org/TR/NOTE-datetime; a time needs its
    /// zone), or whole or decimal seconds since the epoch (so four digits alone are no year).
    static std::optional<Instant> parse(std::string_view text);

    /// Since the epoch, UTC, leap seconds not counted.
    [[nodiscard]] std::int64_t seconds() const { return m_seconds; }
    /// The digits after the point, without trailing zeros; they count forwards before 1970, too.
    [[nodiscard]] const std::string& fraction() const { return m_fraction; }

    auto operator<=>(const Instant& other) const = default;

private:
    std::int64_t m_seconds = 0; ///< since the epoch, UTC, leap seconds not counted
    std::string m_fraction;     ///< digits without trailing zeros; they compare as text
};

} // namespace mfa::policy
