#include "mfa_tool/user_view.hpp"

#include "engine/base/text.hpp"
#include "engine/present/duration.hpp"
#include "mfa_tool/json.hpp"

#include <algorithm>
#include <limits>

namespace mfa::tool {

namespace {

using nlohmann::ordered_json;
using wire::Field;
using wire::Message;

template <typename Small>
Small small_number(const Message& message, Field field) {
    const std::int64_t number = message.number(field).value_or(0);
    return static_cast<Small>(
        std::clamp<std::int64_t>(number, 0, std::numeric_limits<Small>::max()));
}

std::string text_of_row(const Message& message, Field field) {
    return std::string{message.text(field).value_or("")};
}

ordered_json problem_json(const UserRow& row) {
    return row.problem.empty() ? ordered_json(nullptr)
                               : ordered_json{{"code", row.problem_code}, {"message", row.problem}};
}

} // namespace

Attempt<UserRow> user_row(const Message& message) {
    UserRow row;
    row.user = TRY(required_text(message, Field::user, "user"));
    row.uid = message.number(Field::uid).value_or(-1);
    row.problem = text_of_row(message, Field::problem);
    row.problem_code = text_of_row(message, Field::problem_code);
    if (!row.problem.empty()) {
        return row;
    }
    static_cast<void>(TRY(required_number(message, Field::devices_total, "devices_total")));
    row.last_used_at = text_of_row(message, Field::last_used_at);
    row.locked_for_s = small_number<std::int32_t>(message, Field::locked_for_s);
    row.failures = small_number<std::uint32_t>(message, Field::failures);
    row.devices_enabled = small_number<std::uint16_t>(message, Field::devices_enabled);
    row.devices_total = small_number<std::uint16_t>(message, Field::devices_total);
    row.recovery_codes_left = small_number<std::uint16_t>(message, Field::recovery_codes_left);
    row.disabled = message.number(Field::disabled).value_or(0) == 1;
    return row;
}

ordered_json user_json(const UserRow& row) {
    const bool known = row.problem.empty();
    const auto if_known = [known](auto value) {
        return known ? ordered_json(value) : ordered_json(nullptr);
    };
    return {{"user", row.user},
            {"uid", row.uid < 0 ? ordered_json(nullptr) : ordered_json(row.uid)},
            {"devices_enabled", if_known(row.devices_enabled)},
            {"devices_total", if_known(row.devices_total)},
            {"last_used_at", or_null(row.last_used_at)},
            {"failures", if_known(row.failures)},
            {"locked_for_s", if_known(row.locked_for_s)},
            {"disabled", if_known(row.disabled)},
            {"recovery_codes_left", if_known(row.recovery_codes_left)},
            {"problem", problem_json(row)}};
}

std::string user_state(const UserRow& row) {
    if (!row.problem.empty()) {
        return escape_controls(row.problem);
    }
    std::string state;
    const auto add = [&state](const std::string& part) {
        state += (state.empty() ? "" : ", ") + part;
    };
    if (row.disabled) {
        add("disabled");
    }
    if (row.locked_for_s > 0) {
        add("locked, " + present::duration_in_words(std::chrono::seconds{row.locked_for_s}) +
            " left");
    }
    if (row.devices_enabled == 0) {
        add("no device enabled");
    }
    return state.empty() ? "ok" : state;
}

} // namespace mfa::tool
