// A line of `mfa_tool policy simulate --requests`: one question to a policy, as JSON.
#pragma once

#include "engine/policy/policy.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mfa::tool {

/// The longest line, in bytes: room for several policies.
inline constexpr std::size_t request_line_max = 8UL << 20U;

struct RequestLine {
    std::string id = "null"; ///< JSON, as it was given
    /// The request; or why there is none, in one sentence.
    std::variant<policy::Request, std::string> request;
    /// The policies that the line brings along, in place of those of the command line.
    std::optional<std::vector<policy::Source>> policies;
};

/// Members that it does not know are left alone.
RequestLine parse_request_line(std::string_view line);

} // namespace mfa::tool
