#include "mfa_tool/commands/device.hpp"
#include "mfa_tool/device_view.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>

namespace mfa::tool {

namespace {

struct ListOptions {
    CommonOptions common;
    bool all = false;
};

Attempt<ExitCode> list(Environment& environment, const ListOptions& options) {
    const auto type = options.all ? wire::MessageType::list_all : wire::MessageType::list;
    const Answer answer = TRY(ask_helper(environment, request_for(type, options.common)));
    nlohmann::ordered_json devices = TRY(devices_json(answer.items));
    if (options.all) { // they come in the store's order
        std::sort(devices.begin(), devices.end(), [](const auto& left, const auto& right) {
            return left["device"].template get_ref<const std::string&>() <
                   right["device"].template get_ref<const std::string&>();
        });
    }
    if (options.common.json) {
        print_json(environment, {{"devices", devices}});
    } else if (devices.empty()) {
        environment.err("There is no device. `mfa_tool enroll` sets one up.\n");
    } else {
        environment.out(device_table(devices));
    }
    return ExitCode::done;
}

} // namespace

Action declare_list(CLI::App& app) {
    auto options = std::make_shared<ListOptions>();
    declare_common(app, options->common);
    app.add_flag("--all", options->all, "the devices of every user of this host")
        ->excludes("--user");
    return make_action(std::move(options), list);
}

} // namespace mfa::tool
