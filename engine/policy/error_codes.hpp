#pragma once

#include <span>
#include <string_view>

namespace mfa::policy {

struct ErrorCode {
    std::string_view code;
    std::string_view summary; ///< one sentence, for the reference
};

/// Every code that a Finding of load() can have, by name.
std::span<const ErrorCode> error_codes();

} // namespace mfa::policy
