// What, beside the secret, decides a one-time code.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace mfa::otp {

enum class Algorithm : std::uint8_t { sha1 = 1, sha256 = 2, sha512 = 3 };

/// Parameters of a TOTP device (RFC 6238 section 4).
struct Parameters {
    Algorithm algorithm = Algorithm::sha1;
    unsigned digits = 6;    ///< 6 or 8
    unsigned period_s = 30; ///< 15 to 300 seconds

    bool operator==(const Parameters&) const = default;
};

std::string_view algorithm_name(Algorithm algorithm); ///< "sha1", "sha256", "sha512"
std::optional<Algorithm> algorithm_from_name(std::string_view name);
std::optional<Algorithm> algorithm_from_number(std::uint8_t number);

/// As long as the hash (RFC 6238 section 5.1): 20, 32 or 64 bytes.
std::size_t secret_size(Algorithm algorithm);

/// Whether digits and period are within what we and authenticator apps support.
bool is_supported(const Parameters& parameters);

} // namespace mfa::otp
