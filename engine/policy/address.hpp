#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace mfa::policy {

/// One IPv4 or IPv6 address. An IPv4 address in IPv6 clothes (`::ffff:192.0.2.1`) is an IPv6 one.
struct Address {
    enum class Family : std::uint8_t { v4, v6 };

    Family family = Family::v4;
    std::array<std::uint8_t, 16> bytes{}; ///< the first 4 for IPv4

    /// `192.0.2.1` or `2001:db8::1`, without zone and without port.
    static std::optional<Address> parse(std::string_view text);
};

/// A range of addresses in CIDR form (RFC 4632, RFC 4291); host bits are ignored.
class Network {
public:
    /// `192.0.2.0/24`, `2001:db8::/32`; a bare address is a network of one.
    static std::optional<Network> parse(std::string_view text);

    /// As written, host bits included.
    [[nodiscard]] const Address& address() const { return m_address; }
    [[nodiscard]] unsigned prefix_bits() const { return m_prefix_bits; }

    /// Never true across families.
    [[nodiscard]] bool contains(const Address& address) const;

private:
    Address m_address;
    unsigned m_prefix_bits = 0;
};

} // namespace mfa::policy
