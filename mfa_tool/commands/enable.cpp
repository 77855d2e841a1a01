#include "engine/base/text.hpp"
#include "mfa_tool/commands/device.hpp"
#include "mfa_tool/device_change.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mfa::tool {

namespace {

Attempt<ExitCode> enable(Environment& environment, const DeviceOptions& options) {
    const CodePair codes = TRY(read_two_codes(environment));
    wire::Message request = device_request(wire::MessageType::enable, options);
    request.add(wire::Field::code, codes.first).add(wire::Field::code, codes.second);
    const DeviceChange change = TRY(change_device(environment, request));
    if (options.common.json) {
        print_json(environment, enabled_json(change));
        return ExitCode::done;
    }
    environment.out(fmt::format("Device {} is enabled. {}\n", escape_controls(change.device),
                                drift_sentence(change)));
    environment.out(session_sentence(change));
    return ExitCode::done;
}

} // namespace

Action declare_enable(CLI::App& app) {
    auto options = std::make_shared<DeviceOptions>();
    declare_device_options(app, *options);
    app.footer("Asks for two consecutive codes, or reads them from stdin, one on each line.");
    return make_action(std::move(options), enable);
}

} // namespace mfa::tool
