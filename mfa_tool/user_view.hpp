// A user as the helper tells an administrator, for scripts and for people.
#pragma once

#include "mfa_tool/command.hpp"
#include "mfa_tool/options.hpp"
#include "mfa_tool/request.hpp"

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

namespace mfa::tool {

/// One user's row: as little as a million of them may take.
struct UserRow {
    std::string user;
    std::string last_used_at; ///< RFC 3339; empty: never
    std::string problem;      ///< not empty: nothing of the rest is known
    std::string problem_code;
    std::int64_t uid = -1; ///< -1: no such user any more
    std::int32_t locked_for_s = 0;
    std::uint32_t failures = 0;
    std::uint16_t devices_enabled = 0;
    std::uint16_t devices_total = 0;
    std::uint16_t recovery_codes_left = 0;
    bool disabled = false;
};

Attempt<UserRow> user_row(const wire::Message& message);

/// `{"user", "uid", "devices_enabled", "devices_total", "last_used_at", "failures", "locked_for_s",
/// "disabled", "recovery_codes_left", "problem"}`; what is not known is null, and `problem` is null
/// or `{"code", "message"}`.
nlohmann::ordered_json user_json(const UserRow& row);

/// "ok", "locked, 12 min left", "disabled, no device", …; never more than one line.
std::string user_state(const UserRow& row);

} // namespace mfa::tool
