// What other systems keep of a one-time-code device, and what ours writes into an export.
#pragma once

#include "engine/base/secret_buffer.hpp"
#include "engine/otp/code.hpp"
#include "engine/otp/parameters.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace mfa::transfer {

using otp::Kind;

/// A place in a file, counted from 1; columns are bytes.
struct Place {
    std::size_t line = 1;
    std::size_t column = 1;
};

/// One device of one user.
struct Entry {
    std::string user;   ///< empty: the source does not say
    std::string device; ///< what follows the slash of the name; empty: the user's first device
    otp::Parameters parameters;
    SecretBuffer secret;
    std::uint64_t counter = 0; ///< HOTP: the counter of the next code
    std::int64_t drift_s = 0;  ///< TOTP: the device's clock against ours; positive: ahead
    otp::Step last_step = -1;  ///< TOTP: the latest step that is spent, of the device's clock
    std::vector<SecretBuffer> scratch_codes;
    Place place; ///< where it stood
};

} // namespace mfa::transfer
