#include "engine/policy/address.hpp"

#include "engine/base/text.hpp"

#include <arpa/inet.h>
#include <string>

namespace mfa::policy {

std::optional<Address> Address::parse(std::string_view text) {
    const std::string terminated{text};
    if (terminated.find('\0') != std::string::npos) { // inet_pton would stop there
        return std::nullopt;
    }
    Address address;
    if (::inet_pton(AF_INET, terminated.c_str(), address.bytes.data()) == 1) {
        return address;
    }
    address.family = Family::v6;
    if (::inet_pton(AF_INET6, terminated.c_str(), address.bytes.data()) == 1) {
        return address;
    }
    return std::nullopt;
}

std::optional<Network> Network::parse(std::string_view text) {
    const std::size_t slash = text.find('/');
    const auto address = Address::parse(text.substr(0, slash));
    if (!address) {
        return std::nullopt;
    }
    Network network;
    network.m_address = *address;
    const unsigned bits_max = address->family == Address::Family::v4 ? 32 : 128;
    network.m_prefix_bits = bits_max;
    if (slash != std::string_view::npos) {
        const std::string_view prefix = text.substr(slash + 1);
        const auto bits = parse_unsigned(prefix);
        const bool has_leading_zero = prefix.size() > 1 && prefix.front() == '0';
        if (!bits || *bits > bits_max || has_leading_zero) {
            return std::nullopt;
        }
        network.m_prefix_bits = static_cast<unsigned>(*bits);
    }
    return network;
}

bool Network::contains(const Address& address) const {
    if (address.family != m_address.family) {
        return false;
    }
    for (unsigned bit = 0; bit < m_prefix_bits; bit += 8) {
        const unsigned left = m_prefix_bits - bit;
        const unsigned mask = left >= 8 ? 0xFFU : 0xFFU & (0xFF00U >> left);
        const unsigned difference = address.bytes[bit / 8] ^ m_address.bytes[bit / 8];
        if ((difference & mask) != 0) {
            return false;
        }
    }
    return true;
}

} // namespace mfa::policy
