#include "engine/base/random.hpp"
#include "engine/base/text.hpp"
#include "engine/transfer/export_file.hpp"
#include "mfa_tool/commands/admin_declarations.hpp"
#include "mfa_tool/device_change.hpp"
#include "mfa_tool/new_file.hpp"
#include "mfa_tool/passphrase.hpp"
#include "mfa_tool/transfer_message.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mfa::tool {

namespace {

struct ExportOptions {
    CommonOptions common;
    std::string out;
};

Attempt<ExitCode> export_devices(Environment& environment, const ExportOptions& options) {
    TRY(check_is_new(options.out));
    const SecretBuffer passphrase = TRY(read_new_passphrase(environment));
    const Answer answer =
        TRY(ask_helper(environment, request_for(wire::MessageType::export_user, options.common)));
    std::vector<transfer::Entry> entries;
    for (const wire::Message& item : answer.items) {
        entries.push_back(TRY(exported_entry(item)));
    }
    SystemRandom random;
    const std::string file = TRY(transfer::write_export(entries, passphrase, random));
    TRY(write_new_file(options.out, file));
    if (options.common.json) {
        print_json(
            environment,
            {{"user", options.common.user}, {"file", options.out}, {"devices", entries.size()}});
        return ExitCode::done;
    }
    environment.out(
        fmt::format("{} of {} in {}. Whoever has this file and its passphrase can make "
                    "the codes.\n",
                    entries.size() == 1 ? "1 device" : fmt::format("{} devices", entries.size()),
                    escape_controls(options.common.user), escape_controls(options.out)));
    return ExitCode::done;
}

} // namespace

Action declare_admin_export(CLI::App& app) {
    auto options = std::make_shared<ExportOptions>();
    declare_target(app, options->common);
    app.add_option("--out", options->out, "the new file to write")->required()->type_name("FILE");
    app.footer("Asks for a passphrase twice, or reads it as one line from stdin.\n`mfa_tool admin "
               "import --from pam-mfa FILE` takes the devices over on the other host.");
    return make_action(std::move(options), export_devices);
}

} // namespace mfa::tool
