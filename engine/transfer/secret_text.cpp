#include "engine/transfer/secret_text.hpp"

#include "engine/base/text.hpp"
#include "engine/otp/base32.hpp"

#include <array>
#include <string>

namespace mfa::transfer {

namespace {

/// Longest text of a secret that is looked at.
constexpr std::size_t secret_text_max = 1024;

/// The character in RFC 4648's alphabet, or 0.
char base32_character(char c, Lookalikes lookalikes) {
    if ((c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7')) {
        return c;
    }
    if (c >= 'a' && c <= 'z') {
        return static_cast<char>(c - 'a' + 'A');
    }
    if (lookalikes == Lookalikes::refuse) {
        return 0;
    }
    switch (c) {
    case '0':
        return 'O';
    case '1':
        return 'L';
    case '8':
        return 'B';
    default:
        return 0;
    }
}

bool is_separator(char c) {
    return c == ' ' || c == '\t' || c == '-';
}

/// Upper case without separators and padding; nothing, and an error, where that is no base32.
std::optional<SecretBuffer> plain_base32(Piece text, Lookalikes lookalikes, Report& report) {
    auto plain = SecretBuffer::with_capacity(text.text.size());
    bool padded = false;
    for (std::size_t i = 0; i < text.text.size(); ++i) {
        const char c = text.text[i];
        if (is_separator(c)) {
            continue;
        }
        const char character = base32_character(c, lookalikes);
        if (c == '=') {
            padded = true;
        } else if (character == 0 || padded) {
            report.error(text.at(i), padded ? "the secret goes on after its padding"
                                            : "not a character of base32");
            return std::nullopt;
        } else if (!plain.append(std::string_view{&character, 1})) {
            return std::nullopt;
        }
    }
    return plain;
}

bool has_fit_text_length(Piece text, Report& report) {
    if (!text.text.empty() && text.text.size() <= secret_text_max) {
        return true;
    }
    report.error(text.place,
                 text.text.empty() ? "the secret is missing" : "the secret is too long");
    return false;
}

} // namespace

std::optional<SecretBuffer> read_base32(Piece text, Lookalikes lookalikes, Report& report) {
    if (!has_fit_text_length(text, report)) {
        return std::nullopt;
    }
    const auto plain = plain_base32(text, lookalikes, report);
    if (!plain) {
        return std::nullopt;
    }
    // Whole bytes end after 2, 4, 5, 7 or 8 characters (RFC 4648 section 6).
    constexpr std::array<bool, 8> is_whole{true, false, true, false, true, true, false, true};
    if (plain->empty() || !is_whole.at(plain->size() % is_whole.size())) {
        report.error(text.place, "the secret has a length that base32 cannot have");
        return std::nullopt;
    }
    auto secret = otp::base32_decode(*plain);
    if (!secret) {
        report.error(text.place, "the secret is not base32");
        return std::nullopt;
    }
    return std::move(secret).take();
}

std::optional<SecretBuffer> read_hexadecimal(Piece text, Report& report) {
    if (!has_fit_text_length(text, report)) {
        return std::nullopt;
    }
    auto secret = SecretBuffer::with_capacity(text.text.size());
    unsigned bits = 0;
    for (std::size_t i = 0; i < text.text.size(); ++i) {
        const auto digit = hex_digit(text.text[i]);
        if (!digit) {
            report.error(text.at(i), "not a hexadecimal digit");
            return std::nullopt;
        }
        bits = bits << 4U | *digit;
        const auto byte = static_cast<std::uint8_t>(bits & 0xFFU);
        if (i % 2 == 1 && !secret.append({&byte, 1})) {
            return std::nullopt;
        }
    }
    wipe_memory(&bits, sizeof bits);
    if (text.text.size() % 2 != 0) {
        report.error(text.place, "the secret has an odd number of hexadecimal digits");
        return std::nullopt;
    }
    return secret;
}

bool has_fit_length(const SecretBuffer& secret, Place place, Report& report) {
    const std::string length = "the secret has " + std::to_string(secret.size()) + " bytes";
    if (secret.size() > secret_max) {
        report.error(place, length + ", at most " + std::to_string(secret_max) + " can be taken");
        return false;
    }
    if (secret.size() < short_secret_min) {
        report.error(place, length + ": too short to be safe, enroll a new device");
        return false;
    }
    if (secret.size() < secret_min) {
        report.note(place, length + ", RFC 4226 asks for " + std::to_string(secret_min) +
                               ": enroll a new device when there is time");
    }
    return true;
}

bool is_fit(const otp::Parameters& parameters, Place place, Report& report) {
    if (parameters.digits != 6 && parameters.digits != 8) {
        report.error(place, "codes of " + std::to_string(parameters.digits) +
                                " digits are not supported, only those of 6 and 8");
        return false;
    }
    if (parameters.kind == Kind::totp && !otp::is_supported(parameters)) {
        report.error(place, "a period of " + std::to_string(parameters.period_s) +
                                " seconds is not supported, only 15 to 300");
        return false;
    }
    return true;
}

} // namespace mfa::transfer
