#include "engine/base/text.hpp"
#include "engine/present/duration.hpp"
#include "mfa_tool/commands/device.hpp"
#include "mfa_tool/device_view.hpp"
#include "mfa_tool/json.hpp"
#include "mfa_tool/session_limits.hpp"
#include "mfa_tool/times.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/format.h>

namespace mfa::tool {

namespace {

using nlohmann::ordered_json;
using wire::Field;
using wire::Message;

struct StatusOptions {
    CommonOptions common;
};

Attempt<ordered_json> session_json(const Message& reply) {
    ordered_json session;
    session["id"] = or_null(reply.number(Field::session_id));
    session["state"] = TRY(required_text(reply, Field::state, "state"));
    session["limits_by"] = or_null(optional_text(reply, Field::limits_by));
    const auto mfa = reply.number(Field::mfa);
    session["mfa"] = mfa ? ordered_json(*mfa == 1) : ordered_json(nullptr);
    session["age_s"] = or_null(reply.number(Field::age_s));
    session["expires_at"] = or_null(optional_text(reply, Field::expires_at));
    return session;
}

Attempt<ordered_json> status_json(const Answer& answer) {
    const Message& reply = answer.reply;
    ordered_json status;
    status["user"] = TRY(required_text(reply, Field::user, "user"));
    status["uid"] = TRY(required_number(reply, Field::uid, "uid"));
    status["arn"] = TRY(required_text(reply, Field::arn, "arn"));
    status["session"] = TRY(session_json(reply));
    status["devices"] = ordered_json::array();
    status["recovery_codes_left"] = reply.number(Field::recovery_codes_left).value_or(0);
    status["allowed_commands"] = ordered_json::array();
    for (const Message& item : answer.items) {
        const auto commands = item.texts(Field::allowed_command);
        if (commands.empty()) {
            status["devices"].push_back(TRY(device_json(item)));
        }
        for (const std::string_view command : commands) {
            status["allowed_commands"].push_back(command);
        }
    }
    return status;
}

bool has_mfa(const ordered_json& session) {
    return session["mfa"].is_boolean() && session["mfa"].get<bool>();
}

bool is_held_by_landlock(const ordered_json& session) {
    return session["limits_by"] == "landlock";
}

std::string session_sentence(const ordered_json& session) {
    const auto& state = session["state"].get_ref<const std::string&>();
    std::string text = state == "full"                ? "full: no limits from MFA"
                       : is_held_by_landlock(session) ? "limited: only what the policy lists, as "
                                                        "long as it lasts (Landlock)"
                       : state == "limited" ? "limited: only what the policy lists until MFA"
                       : state == "none"    ? "none that MFA knows of"
                                            : escape_controls(state);
    if (session["id"].is_number()) {
        text += fmt::format(" (audit session {})", session["id"].get<std::int64_t>());
    }
    return text;
}

std::string mfa_sentence(const ordered_json& session, WallTime now) {
    if (!has_mfa(session)) {
        return session["mfa"].is_boolean() ? "no" : "not asked for at this login";
    }
    std::string text = "yes";
    if (session["age_s"].is_number()) {
        const std::chrono::seconds age{session["age_s"].get<std::int64_t>()};
        text += fmt::format(", shown {} ago", present::duration_in_words(age));
    }
    if (session["expires_at"].is_string()) {
        text +=
            ", until " + until_in_words(session["expires_at"].get_ref<const std::string&>(), now);
    }
    return text;
}

/// The one thing worth doing now; nothing when all is well.
std::string next_step(const ordered_json& status) {
    for (const ordered_json& device : status["devices"]) {
        if (!device["astray_by"].is_null()) {
            return "Next: `mfa_tool resync`: " + astray_sentence(device) + ".";
        }
    }
    const auto in_state = [&status](std::string_view state) {
        return std::any_of(
            status["devices"].begin(), status["devices"].end(),
            [state](const ordered_json& device) { return device["state"] == state; });
    };
    if (in_state("enabled") && is_held_by_landlock(status["session"])) {
        return "Next: " + std::string{log_in_again} + ".";
    }
    if (in_state("enabled")) {
        return has_mfa(status["session"]) ? "" : "Next: `mfa_tool verify` gives this session MFA.";
    }
    if (in_state("created")) {
        return "Next: `mfa_tool enable` if the key is in your app, else `mfa_tool enroll`.";
    }
    return "Next: `mfa_tool enroll` sets up your device.";
}

std::string commands_line(const ordered_json& commands) {
    constexpr std::size_t shown_max = 40; // a policy may list a whole folder
    std::string text;
    for (std::size_t i = 0; i < std::min(commands.size(), shown_max); ++i) {
        text += (i == 0 ? "" : ", ") + escape_controls(commands[i].get_ref<const std::string&>());
    }
    if (commands.size() > shown_max) {
        text += fmt::format(", and {} more: `mfa_tool status --json`", commands.size() - shown_max);
    }
    return text;
}

void print_text(Environment& environment, const ordered_json& status, bool own) {
    const auto text_of = [&status](const char* key) {
        return escape_controls(status[key].get_ref<const std::string&>());
    };
    std::vector<std::vector<std::string>> rows{
        {"User", fmt::format("{} (uid {})", text_of("user"), status["uid"].get<std::int64_t>())},
        {"ARN", text_of("arn")},
        {"Session", session_sentence(status["session"])},
        {"MFA", mfa_sentence(status["session"], SystemWallClock{}.now())}};
    if (const auto left = status["recovery_codes_left"].get<std::int64_t>(); left > 0) {
        rows.push_back({"Recovery", fmt::format("{} codes left", left)});
    }
    if (!status["allowed_commands"].empty()) {
        rows.push_back({"Allowed", commands_line(status["allowed_commands"])});
    }
    environment.out(aligned(rows));
    if (!status["devices"].empty()) {
        environment.out("\n" + device_table(status["devices"]));
    }
    const std::string next = own ? next_step(status) : std::string{};
    if (!next.empty()) {
        environment.out(fmt::format("\n{}\n", next));
    }
}

Attempt<ExitCode> show_status(Environment& environment, const StatusOptions& options) {
    const Answer answer =
        TRY(ask_helper(environment, request_for(wire::MessageType::status, options.common)));
    const ordered_json status = TRY(status_json(answer));
    if (options.common.json) {
        print_json(environment, status);
    } else {
        print_text(environment, status, options.common.user.empty());
    }
    return ExitCode::done;
}

} // namespace

Action declare_status(CLI::App& app) {
    auto options = std::make_shared<StatusOptions>();
    declare_common(app, options->common);
    return make_action(std::move(options), show_status);
}

} // namespace mfa::tool
