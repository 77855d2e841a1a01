// What, beside the secret, decides a one-time code.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace mfa::otp {

enum class Algorithm : std::uint8_t { sha1 = 1, sha256 = 2, sha512 = 3 };

/// What moves from one code to the next.
enum class Kind : std::uint8_t {
    totp = 1, ///< time (RFC 6238)
    hotp = 2, ///< a counter in the device (RFC 4226)
};

/// Parameters of a device (RFC 4226 section 5.1, RFC 6238 section 4).
struct Parameters {
    Algorithm algorithm = Algorithm::sha1;
    unsigned digits = 6;    ///< 6 or 8
    unsigned period_s = 30; ///< 15 to 300 seconds; of a HOTP device it says nothing
    Kind kind = Kind::totp;

    bool operator==(const Parameters&) const = default;
};

std::string_view kind_name(Kind kind); ///< "totp", "hotp"
std::optional<Kind> kind_from_name(std::string_view name);
std::optional<Kind> kind_from_number(std::uint8_t number);

std::string_view algorithm_name(Algorithm algorithm); ///< "sha1", "sha256", "sha512"
std::optional<Algorithm> algorithm_from_name(std::string_view name);
std::optional<Algorithm> algorithm_from_number(std::uint8_t number);

/// As long as the hash (RFC 6238 section 5.1): 20, 32 or 64 bytes.
std::size_t secret_size(Algorithm algorithm);

/// Whether digits and period are within what we and authenticator apps support.
bool is_supported(const Parameters& parameters);

} // namespace mfa::otp
