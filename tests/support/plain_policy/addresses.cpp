#include "tests/support/plain_policy/values.hpp"

#include <arpa/inet.h>

namespace mfa::test::plain {

std::optional<Address> read_address(const std::string& text) {
    Address address;
    if (inet_pton(AF_INET, text.c_str(), address.bytes.data()) == 1) {
        return address;
    }
    address.is_v6 = true;
    if (inet_pton(AF_INET6, text.c_str(), address.bytes.data()) == 1) {
        return address;
    }
    return std::nullopt;
}

std::optional<Network> read_network(const std::string& text) {
    const std::size_t slash = text.find('/');
    const auto address = read_address(text.substr(0, slash));
    if (!address) {
        return std::nullopt;
    }
    const unsigned bits_max = address->is_v6 ? 128 : 32;
    if (slash == std::string::npos) {
        return Network{*address, bits_max};
    }
    const std::string bits = text.substr(slash + 1);
    if (!is_digits(bits) || bits.size() > 3 || std::stoul(bits) > bits_max) {
        return std::nullopt;
    }
    return Network{*address, static_cast<unsigned>(std::stoul(bits))};
}

bool contains(const Network& network, const Address& address) {
    if (network.address.is_v6 != address.is_v6) {
        return false;
    }
    for (unsigned i = 0; i < network.bits; ++i) {
        const auto bit = [i](const Address& one) { return one.bytes[i / 8] >> (7 - i % 8) & 1; };
        if (bit(network.address) != bit(address)) {
            return false;
        }
    }
    return true;
}

} // namespace mfa::test::plain
