#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mfa::policy {

/// RFC 4648, section 4, with padding and without anything that is not in the alphabet. The unused
/// bits of the last character must be 0. The result is bytes, not text.
std::optional<std::string> decode_base64(std::string_view text);

} // namespace mfa::policy
