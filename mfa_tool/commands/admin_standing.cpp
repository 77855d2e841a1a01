// `admin disable` and `admin enable`: one change and its way back.
#include "engine/base/text.hpp"
#include "mfa_tool/commands/admin_declarations.hpp"
#include "mfa_tool/user_view.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mfa::tool {

namespace {

using wire::Field;
using wire::Message;
using wire::MessageType;

struct StandingOptions {
    CommonOptions common;
};

std::string disabled_text(const std::string& name, bool changed, std::int64_t sessions) {
    if (!changed) {
        return fmt::format("{} was disabled already.\n", name);
    }
    return fmt::format(
        "{} is disabled: no login, and no factor of {} counts. {} open {} lost MFA; what runs in "
        "open sessions goes on: `loginctl terminate-user {}` ends them.\n",
        name, name, sessions, sessions == 1 ? "session has" : "sessions have", name);
}

std::string enabled_text(const std::string& name, bool changed, std::int64_t devices) {
    if (!changed) {
        return fmt::format("{} was not disabled.\n", name);
    }
    return devices > 0 ? fmt::format("{} can log in again, with the devices as they were.\n", name)
                       : fmt::format("{} can log in again, and has no device enabled.\n", name);
}

Attempt<ExitCode> change_standing_of(Environment& environment, const StandingOptions& options,
                                     MessageType type) {
    const Answer answer = TRY(ask_helper(environment, request_for(type, options.common)));
    const Message& reply = answer.reply;
    const std::string user = TRY(required_text(reply, Field::user, "user"));
    const bool disabled = TRY(required_number(reply, Field::disabled, "disabled")) == 1;
    const bool changed = TRY(required_text(reply, Field::state, "state")) == "changed";
    const auto sessions = reply.number(Field::sessions_ended).value_or(0);
    if (disabled != (type == MessageType::admin_disable)) {
        return unavailable(Error{ErrorKind::protocol, "read the helper's answer",
                                 "a success that changed nothing"});
    }
    if (options.common.json) {
        print_json(environment, {{"user", user},
                                 {"disabled", disabled},
                                 {"changed", changed},
                                 {"sessions_ended", sessions}});
        return ExitCode::done;
    }
    const std::string name = escape_controls(user);
    const auto devices = reply.number(Field::devices_enabled).value_or(0);
    environment.out(disabled ? disabled_text(name, changed, sessions)
                             : enabled_text(name, changed, devices));
    return ExitCode::done;
}

Attempt<ExitCode> disable_user(Environment& environment, const StandingOptions& options) {
    return change_standing_of(environment, options, MessageType::admin_disable);
}

Attempt<ExitCode> enable_user(Environment& environment, const StandingOptions& options) {
    return change_standing_of(environment, options, MessageType::admin_enable);
}

} // namespace

Action declare_admin_disable(CLI::App& app) {
    auto options = std::make_shared<StandingOptions>();
    declare_target(app, options->common);
    app.footer("Devices stay as they are. Logins that do not go through pam_mfa are not touched: "
               "`usermod --expiredate 1` closes those.");
    return make_action(std::move(options), disable_user);
}

Action declare_admin_enable(CLI::App& app) {
    auto options = std::make_shared<StandingOptions>();
    declare_target(app, options->common);
    return make_action(std::move(options), enable_user);
}

} // namespace mfa::tool
