// Secrets as people and other systems write them. What cannot be read is an error in the report,
// which says where and never what.
#pragma once

#include "engine/transfer/report.hpp"
#include "engine/transfer/text.hpp"

#include <optional>

namespace mfa::transfer {

/// RFC 4226 section 4, R6: a shared secret has at least 128 bits.
inline constexpr std::size_t secret_min = 16;
/// What google-authenticator made until 2018: 80 bits. Taken with a note.
inline constexpr std::size_t short_secret_min = 10;
inline constexpr std::size_t secret_max = 128;

enum class Lookalikes {
    refuse,
    accept, ///< `0`, `1` and `8` are O, L and B, as pam_google_authenticator reads them
};

/// Base32 (RFC 4648 section 6) in any case, with blanks, tabs and hyphens between its characters,
/// padded or not.
std::optional<SecretBuffer> read_base32(Piece text, Lookalikes lookalikes, Report& report);

/// Hexadecimal in any case.
std::optional<SecretBuffer> read_hexadecimal(Piece text, Report& report);

/// Whether a secret is of a length that can be taken: an error or a note where it is not of one
/// that RFC 4226 asks for.
bool has_fit_length(const SecretBuffer& secret, Place place, Report& report);

/// Whether digits and period are ones that we have; an error that names them where not.
bool is_fit(const otp::Parameters& parameters, Place place, Report& report);

} // namespace mfa::transfer
