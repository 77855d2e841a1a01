#include "engine/otp/parameters.hpp"

namespace mfa::otp {

namespace {

constexpr unsigned period_min_s = 15;
constexpr unsigned period_max_s = 300;

} // namespace

std::string_view kind_name(Kind kind) {
    switch (kind) {
    case Kind::totp:
        return "totp";
    case Kind::hotp:
        return "hotp";
    }
    return "totp";
}

std::optional<Kind> kind_from_name(std::string_view name) {
    for (const auto kind : {Kind::totp, Kind::hotp}) {
        if (name == kind_name(kind)) {
            return kind;
        }
    }
    return std::nullopt;
}

std::optional<Kind> kind_from_number(std::uint8_t number) {
    if (number != static_cast<std::uint8_t>(Kind::totp) &&
        number != static_cast<std::uint8_t>(Kind::hotp)) {
        return std::nullopt;
    }
    return static_cast<Kind>(number);
}

std::string_view algorithm_name(Algorithm algorithm) {
    switch (algorithm) {
    case Algorithm::sha1:
        return "sha1";
    case Algorithm::sha256:
        return "sha256";
    case Algorithm::sha512:
        return "sha512";
    }
    return "sha1";
}

std::optional<Algorithm> algorithm_from_name(std::string_view name) {
    for (const auto algorithm : {Algorithm::sha1, Algorithm::sha256, Algorithm::sha512}) {
        if (name == algorithm_name(algorithm)) {
            return algorithm;
        }
    }
    return std::nullopt;
}

std::optional<Algorithm> algorithm_from_number(std::uint8_t number) {
    if (number < static_cast<std::uint8_t>(Algorithm::sha1) ||
        number > static_cast<std::uint8_t>(Algorithm::sha512)) {
        return std::nullopt;
    }
    return static_cast<Algorithm>(number);
}

std::size_t secret_size(Algorithm algorithm) {
    switch (algorithm) {
    case Algorithm::sha1:
        return 20;
    case Algorithm::sha256:
        return 32;
    case Algorithm::sha512:
        return 64;
    }
    return 20;
}

bool is_supported(const Parameters& parameters) {
    return (parameters.digits == 6 || parameters.digits == 8) &&
           parameters.period_s >= period_min_s && parameters.period_s <= period_max_s &&
           kind_from_number(static_cast<std::uint8_t>(parameters.kind)).has_value();
}

} // namespace mfa::otp
