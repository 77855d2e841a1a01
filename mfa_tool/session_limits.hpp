// What a factor that was shown means for the limits of a session: the session guard lifts them,
// those of Landlock nothing lifts.
#pragma once

#include "engine/wire/message.hpp"

#include <string_view>

namespace mfa::tool {

/// What there is to do then.
inline constexpr std::string_view log_in_again = "log in again in a way that asks for your code";

/// What a reply to a factor says of this session's limits, as is shown beside a success; nothing
/// where it has none.
inline std::string_view end_of_limits(const wire::Message& reply) {
    if (reply.text(wire::Field::limits_by) == "landlock") {
        return "This session itself stays limited as long as it lasts (Landlock): log in again in "
               "a way that asks for your code.\n";
    }
    if (reply.number(wire::Field::limits_lifted)) {
        return "Its limits are lifted. The shell has started without your own files; for a fresh "
               "one: exec $SHELL -l\n";
    }
    return {};
}

} // namespace mfa::tool
