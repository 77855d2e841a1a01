// Limits that no factor lifts: those of a session that Landlock holds.
#pragma once

#include "engine/wire/message.hpp"

#include <string_view>

namespace mfa::tool {

/// Whether a reply says that this session stays limited although a factor was shown.
inline bool limits_stay(const wire::Message& reply) {
    return reply.text(wire::Field::limits_by) == "landlock";
}

/// What there is to do then.
inline constexpr std::string_view log_in_again = "log in again in a way that asks for your code";

/// What is shown beside a success.
inline constexpr std::string_view limits_stay_line =
    "This session itself stays limited as long as it lasts (Landlock): log in again in a way that "
    "asks for your code.\n";

} // namespace mfa::tool
