#include "mfa_tool/commands/admin_declarations.hpp"
#include "mfa_tool/key_rotation.hpp"
#include "mfa_tool/options.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mfa::tool {

namespace {

Attempt<ExitCode> rotate_key(Environment& environment, const CommonOptions& options) {
    const KeyRotation rotation = TRY(rotate_host_key(environment));
    if (options.json) {
        print_json(
            environment,
            {{"key", rotation.key}, {"changed", rotation.changed}, {"resumed", rotation.resumed}});
        return ExitCode::done;
    }
    environment.out(fmt::format("Key {} is in force, and everything is sealed under it ({} user{} "
                                "changed).\nBackups of the devices from before need the key of "
                                "their time: back up /etc/mfa and /var/lib/mfa anew.\n",
                                rotation.key, rotation.changed, rotation.changed == 1 ? "" : "s"));
    return ExitCode::done;
}

} // namespace

Action declare_admin_rotate_key(CLI::App& app) {
    struct Holder {
        CommonOptions common;
    };
    auto options = std::make_shared<Holder>();
    declare_json(app, options->common.json);
    return make_action<Holder>(std::move(options),
                               [](Environment& environment, const Holder& held) {
                                   return rotate_key(environment, held.common);
                               });
}

} // namespace mfa::tool
