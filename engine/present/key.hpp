#pragma once

#include "engine/base/result.hpp"
#include "engine/base/secret_buffer.hpp"

#include <string_view>

namespace mfa::present {

/// A base32 key as people copy it: groups of four with blanks between, at most ten groups on a
/// line, no newline at the end. invalid_input when the text is not upper-case base32 (RFC 4648).
/// Lines after the first begin with `indent`.
Result<SecretBuffer> key_in_groups(std::string_view base32, std::string_view indent = {});

} // namespace mfa::present
