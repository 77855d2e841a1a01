// The values that operators read: numbers, dates, addresses, bytes. Nothing comes back for what
// cannot be read.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mfa::test::plain {

inline bool is_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// `-12`, `3.50`.
struct Number {
    bool is_negative = false;
    std::string whole;
    std::string fraction;
};
std::optional<Number> read_number(std::string_view text);
/// Below, at or above 0, as left is less than, equal to or greater than right.
int compare(const Number& left, const Number& right);

struct Moment {
    std::int64_t seconds = 0; ///< since 1970, UTC
    std::string fraction;     ///< digits
};
std::optional<Moment> read_moment(std::string_view text);
int compare(const Moment& left, const Moment& right);

struct Address {
    bool is_v6 = false;
    std::array<std::uint8_t, 16> bytes{};
};
struct Network {
    Address address;
    unsigned bits = 0; ///< that count
};
std::optional<Address> read_address(const std::string& text);
std::optional<Network> read_network(const std::string& text);
bool contains(const Network& network, const Address& address);

std::optional<std::string> read_base64(std::string_view text);

} // namespace mfa::test::plain
