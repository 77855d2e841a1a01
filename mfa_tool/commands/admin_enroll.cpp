#include "engine/base/text.hpp"
#include "mfa_tool/commands/admin_declarations.hpp"
#include "mfa_tool/new_device.hpp"
#include "mfa_tool/user_view.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mfa::tool {

namespace {

struct HandOutOptions {
    CommonOptions common;
    NewDeviceOptions device;
    ImportOptions import;
};

Attempt<ExitCode> enroll_for(Environment& environment, const HandOutOptions& options) {
    if (!options.import.from_stdin) {
        return invalid_input("say --secret-from-stdin, for a token that has its secret; a new one "
                             "is made by `mfa_tool enroll --user " +
                             options.common.user + "`");
    }
    const ImportedDevice made =
        TRY(import_device(environment, create_request(options.common, options.device),
                          options.import, EnableImported::at_once));
    if (options.common.json) {
        print_json(environment, imported_json(made));
        return ExitCode::done;
    }
    environment.out(fmt::format("Device {} is {}: {} can log in with it.\nWhere else the secret is "
                                "written down, it opens this account, too.\n",
                                escape_controls(made.device), escape_controls(made.state),
                                escape_controls(options.common.user)));
    return ExitCode::done;
}

} // namespace

Action declare_admin_enroll(CLI::App& app) {
    auto options = std::make_shared<HandOutOptions>();
    declare_target(app, options->common);
    declare_device_parameters(app, options->device);
    declare_import(app, options->import);
    app.footer("For a token that is handed out: its secret, from the first line of stdin or asked "
               "for, makes a device that is enabled at once.");
    return make_action(std::move(options), enroll_for);
}

} // namespace mfa::tool
