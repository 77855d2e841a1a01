#include "engine/otp/uri.hpp"

#include "engine/base/text.hpp"

#include <string>

namespace mfa::otp {

namespace {

constexpr std::size_t uri_capacity = 1024;

/// RFC 3986 percent-encoding: all but unreserved characters.
std::string percent_encode(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
                                c == '~';
        if (unreserved) {
            encoded += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            encoded += '%';
            encoded += digits[byte >> 4U];
            encoded += digits[byte & 0x0FU];
        }
    }
    return encoded;
}

std::string_view algorithm_in_uri(Algorithm algorithm) {
    switch (algorithm) {
    case Algorithm::sha1:
        return "SHA1";
    case Algorithm::sha256:
        return "SHA256";
    case Algorithm::sha512:
        return "SHA512";
    }
    return "SHA1";
}

} // namespace

Result<SecretBuffer> key_uri(std::string_view issuer, std::string_view account,
                             const SecretBuffer& secret_base32, const Parameters& parameters,
                             std::uint64_t counter) {
    const Parameters defaults;
    const std::string encoded_issuer = percent_encode(issuer);
    auto uri = SecretBuffer::with_capacity(uri_capacity);
    TRY(uri.append("otpauth://"));
    TRY(uri.append(kind_name(parameters.kind)));
    TRY(uri.append("/" + encoded_issuer + ":" + percent_encode(account)));
    TRY(uri.append("?secret="));
    TRY(uri.append(secret_base32.bytes()));
    TRY(uri.append("&issuer=" + encoded_issuer));
    if (parameters.algorithm != defaults.algorithm) {
        TRY(uri.append("&algorithm="));
        TRY(uri.append(algorithm_in_uri(parameters.algorithm)));
    }
    if (parameters.digits != defaults.digits) {
        TRY(uri.append("&digits=" + std::to_string(parameters.digits)));
    }
    if (parameters.kind == Kind::hotp) {
        TRY(uri.append("&counter=" + std::to_string(counter)));
    } else if (parameters.period_s != defaults.period_s) {
        TRY(uri.append("&period=" + std::to_string(parameters.period_s)));
    }
    return uri;
}

} // namespace mfa::otp
