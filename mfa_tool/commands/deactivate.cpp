#include "engine/base/text.hpp"
#include "mfa_tool/commands/device.hpp"
#include "mfa_tool/device_change.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mfa::tool {

namespace {

Attempt<ExitCode> deactivate(Environment& environment, const DeviceOptions& options) {
    const DeviceChange change =
        TRY(change_device(environment, device_request(wire::MessageType::deactivate, options)));
    if (options.common.json) {
        print_json(environment, change_json(change));
        return ExitCode::done;
    }
    environment.out(fmt::format("Device {} is switched off, and what it has unlocked is locked "
                                "again.\n`mfa_tool enable` switches it on with two codes, "
                                "`mfa_tool delete` deletes it.\n",
                                escape_controls(change.device)));
    return ExitCode::done;
}

} // namespace

Action declare_deactivate(CLI::App& app) {
    auto options = std::make_shared<DeviceOptions>();
    declare_device_options(app, *options);
    return make_action(std::move(options), deactivate);
}

} // namespace mfa::tool
