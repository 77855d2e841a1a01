#include "engine/base/text.hpp"
#include "engine/present/duration.hpp"
#include "mfa_tool/commands/admin_declarations.hpp"
#include "mfa_tool/device_view.hpp"
#include "mfa_tool/user_view.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mfa::tool {

namespace {

using nlohmann::ordered_json;

struct ShowOptions {
    CommonOptions common;
};

void print_user(Environment& environment, const UserRow& row, const ordered_json& devices) {
    const std::string name = escape_controls(row.user);
    if (!row.problem.empty()) {
        environment.out(fmt::format("{} (uid {}): {}\nThis user cannot use a factor until that is "
                                    "dealt with: `mfa_tool admin doctor` says how.\n",
                                    name, row.uid, escape_controls(row.problem)));
        return;
    }
    const std::string wait =
        row.locked_for_s > 0
            ? fmt::format(", must wait {}; `mfa_tool admin unlock {}` ends that",
                          present::duration_in_words(std::chrono::seconds{row.locked_for_s}), name)
            : "";
    environment.out(aligned({
        {"User", fmt::format("{} (uid {})", name, row.uid)},
        {"State", user_state(row)},
        {"Last used", row.last_used_at.empty() ? "never" : escape_controls(row.last_used_at)},
        {"Failures", fmt::format("{} in a row{}", row.failures, wait)},
        {"Recovery", fmt::format("{} codes left", row.recovery_codes_left)},
    }));
    environment.out(devices.empty() ? "\nNo device.\n" : "\n" + device_table(devices));
}

Attempt<ExitCode> show_user(Environment& environment, const ShowOptions& options) {
    const Answer answer =
        TRY(ask_helper(environment, request_for(wire::MessageType::admin_show, options.common)));
    const UserRow row = TRY(user_row(answer.reply));
    const ordered_json devices = TRY(devices_json(answer.items));
    if (options.common.json) {
        ordered_json document = user_json(row);
        document["arn"] = TRY(required_text(answer.reply, wire::Field::arn, "arn"));
        document["devices"] = devices;
        print_json(environment, document);
    } else {
        print_user(environment, row, devices);
    }
    return ExitCode::done;
}

} // namespace

Action declare_admin_show(CLI::App& app) {
    auto options = std::make_shared<ShowOptions>();
    declare_target(app, options->common);
    return make_action(std::move(options), show_user);
}

} // namespace mfa::tool
