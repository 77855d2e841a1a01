#pragma once

#include "engine/base/result.hpp"

#include <string>
#include <string_view>

namespace mfa::present {

/// What must be typed into an authenticator app beside the key. No secret.
struct KeySettings {
    std::string type; ///< "totp" or "hotp"
    std::string issuer;
    std::string account;
    std::string algorithm = "SHA1";
    std::string digits = "6";
    std::string period_s = "30"; ///< TOTP only
};

/// Reads those from a key URI ("Key Uri Format" of the google-authenticator wiki); the defaults are
/// that page's. The secret is not copied. invalid_input when it is no such URI.
Result<KeySettings> settings_of_key_uri(std::string_view uri);

} // namespace mfa::present
