#include "engine/base/text.hpp"
#include "mfa_tool/commands/device.hpp"
#include "mfa_tool/device_change.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mfa::tool {

namespace {

Attempt<ExitCode> remove(Environment& environment, const DeviceOptions& options) {
    const DeviceChange change =
        TRY(change_device(environment, device_request(wire::MessageType::remove, options)));
    if (options.common.json) {
        print_json(environment, change_json(change));
        return ExitCode::done;
    }
    environment.out(fmt::format("Device {} is deleted; its entry in the app is of no more use.\n",
                                escape_controls(change.device)));
    return ExitCode::done;
}

} // namespace

Action declare_delete(CLI::App& app) {
    auto options = std::make_shared<DeviceOptions>();
    declare_device_options(app, *options);
    return make_action(std::move(options), remove);
}

} // namespace mfa::tool
