#include "engine/base/text.hpp"
#include "engine/present/duration.hpp"
#include "mfa_tool/commands/admin_declarations.hpp"
#include "mfa_tool/user_view.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mfa::tool {

namespace {

using nlohmann::ordered_json;
using wire::Field;
using wire::Message;

struct ResetOptions {
    CommonOptions common;
};

ordered_json reset_json(const Message& reply, const std::string& user) {
    auto devices = ordered_json::array();
    for (const std::string_view device : reply.texts(Field::device)) {
        devices.push_back(device);
    }
    auto moved = ordered_json::array();
    for (const std::string_view path : reply.texts(Field::moved_to)) {
        moved.push_back(path);
    }
    return {{"user", user},
            {"removed_devices", std::move(devices)},
            {"moved_to", std::move(moved)},
            {"sessions_ended", reply.number(Field::sessions_ended).value_or(0)},
            {"locked_for_s", reply.number(Field::locked_for_s).value_or(0)},
            {"disabled", reply.number(Field::disabled).value_or(0) == 1}};
}

void print_reset(Environment& environment, const Message& reply, const std::string& name) {
    const auto devices = reply.texts(Field::device).size();
    environment.out(
        fmt::format("{} is reset: {} {} removed, and every session has lost its factor.\n", name,
                    devices, devices == 1 ? "device" : "devices"));
    const auto moved = reply.texts(Field::moved_to);
    for (const std::string_view path : moved) {
        environment.out(fmt::format("What was damaged is kept in {}.\n", escape_controls(path)));
    }
    if (!moved.empty()) {
        environment.out(fmt::format("If {} was disabled before, nobody can tell any more: "
                                    "`mfa_tool admin disable {}` does it again.\n",
                                    name, name));
    }
    if (reply.number(Field::disabled).value_or(0) == 1) {
        environment.out(fmt::format("{} is disabled still: `mfa_tool admin enable {}` ends that.\n",
                                    name, name));
    }
    const auto wait_s = reply.number(Field::locked_for_s).value_or(0);
    if (wait_s > 0) {
        environment.out(fmt::format(
            "After wrong codes {} must still wait {}: `mfa_tool admin unlock {}` ends that.\n",
            name, present::duration_in_words(std::chrono::seconds{wait_s}), name));
    }
    environment.out(fmt::format("The next login enrols a new device, with the password alone: be "
                                "sure that it is {} who does it.\n",
                                name));
}

Attempt<ExitCode> reset_user(Environment& environment, const ResetOptions& options) {
    const Answer answer =
        TRY(ask_helper(environment, request_for(wire::MessageType::admin_reset, options.common)));
    const std::string user = TRY(required_text(answer.reply, Field::user, "user"));
    if (options.common.json) {
        print_json(environment, reset_json(answer.reply, user));
    } else {
        print_reset(environment, answer.reply, escape_controls(user));
    }
    return ExitCode::done;
}

} // namespace

Action declare_admin_reset(CLI::App& app) {
    auto options = std::make_shared<ResetOptions>();
    declare_target(app, options->common);
    app.footer("Removes all devices and recovery codes. Works on a damaged record, too: that is "
               "kept in the quarantine.");
    return make_action(std::move(options), reset_user);
}

} // namespace mfa::tool
