#include "engine/base/text.hpp"
#include "engine/present/key.hpp"
#include "mfa_tool/commands/device.hpp"
#include "mfa_tool/new_device.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mfa::tool {

namespace {

struct CreateOptions {
    CommonOptions common;
    NewDeviceOptions device;
    ImportOptions import;
};

/// Puts a document together that holds the secret: no std::string, no JSON value ever does.
Result<SecretBuffer> joined(std::initializer_list<std::string_view> parts) {
    std::size_t size = 0;
    for (const std::string_view part : parts) {
        size += part.size();
    }
    auto text = SecretBuffer::with_capacity(size);
    for (const std::string_view part : parts) {
        TRY(text.append(part));
    }
    return text;
}

Result<SecretBuffer> as_json(const NewDevice& created) {
    return joined({R"({"device":)", json_string(created.device), R"(,"arn":)",
                   json_string(created.arn), R"(,"secret":")", created.secret.view(),
                   R"(","uri":")", created.uri.view(), R"(","state":)", json_string(created.state),
                   "}\n"});
}

Result<SecretBuffer> as_text(const NewDevice& created) {
    const SecretBuffer key = TRY(present::key_in_groups(created.secret.view(), "         "));
    return joined({"Device   ", escape_controls(created.device), "\nARN      ",
                   escape_controls(created.arn), "\nState    ", escape_controls(created.state),
                   "\nKey      ", key.view(), "\nURI      ", created.uri.view(), "\n"});
}

/// No key, no picture: whoever gave the secret has both.
Attempt<ExitCode> create_imported(Environment& environment, const CreateOptions& options) {
    const ImportedDevice made =
        TRY(import_device(environment, create_request(options.common, options.device),
                          options.import, EnableImported::with_codes));
    if (options.common.json) {
        print_json(environment, imported_json(made));
        return ExitCode::done;
    }
    environment.out(fmt::format("Device   {}\nARN      {}\nState    {}\n",
                                escape_controls(made.device), escape_controls(made.arn),
                                escape_controls(made.state)));
    environment.err("It cannot be used yet: run `mfa_tool enable` with two codes of it within the "
                    "hour.\n");
    return ExitCode::done;
}

Attempt<ExitCode> create(Environment& environment, const CreateOptions& options) {
    if (options.import.from_stdin) {
        return create_imported(environment, options);
    }
    if (options.import.counter) {
        return invalid_input("--counter goes with --secret-from-stdin: a new secret begins at 0");
    }
    const NewDevice created = TRY(create_device(environment, options.common, options.device));
    environment.out_secret(options.common.json ? TRY(as_json(created)) : TRY(as_text(created)));
    if (!options.common.json) {
        environment.err("It cannot be used yet: put the key into an app, then run `mfa_tool "
                        "enable` within the hour.\n");
    }
    return ExitCode::done;
}

} // namespace

Action declare_create(CLI::App& app) {
    auto options = std::make_shared<CreateOptions>();
    declare_common(app, options->common);
    declare_new_device(app, options->device);
    declare_import(app, options->import);
    return make_action(std::move(options), create);
}

} // namespace mfa::tool
