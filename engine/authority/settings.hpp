#pragma once

#include "engine/base/result.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace mfa::authority {

/// What limits sessions that may only start limited.
enum class GuardMode {
    required, ///< the session guard, or there are none
    landlock, ///< the session guard, and where none is loaded Landlock
};

/// mfa.yaml. Every key may be missing; an unknown one is an error.
struct Settings {
    std::string account_id = "000000000000";        ///< 12 digits, as in AWS's ARNs
    std::string host;                               ///< short host name in `arn:aws:host:HOST:…`
    std::string issuer;                             ///< what the authenticator app shows
    std::chrono::seconds grant_duration{12 * 3600}; ///< how long a shown factor counts
    std::size_t devices_per_user = 8;               ///< 1 to device::devices_max
    GuardMode guard = GuardMode::required;
};

/// Parses mfa.yaml. Errors are invalid_config and name the file, line and column. `host_name` is
/// the machine's own name, from which `host` and `issuer` are taken when they are not set.
Result<Settings> parse_settings(std::string_view text, const std::string& file_name,
                                std::string_view host_name);

} // namespace mfa::authority
