#include "engine/base/text.hpp"
#include "engine/present/enrolment.hpp"
#include "mfa_tool/commands/device.hpp"
#include "mfa_tool/device_change.hpp"
#include "mfa_tool/new_device.hpp"
#include "mfa_tool/qr_screen.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mfa::tool {

namespace {

constexpr int tries_max = 3;

struct EnrollOptions {
    CommonOptions common;
    NewDeviceOptions device;
    std::string qr = "auto";
};

/// The key, then its picture. On stderr: it is the conversation that leads to the result.
Attempt<bool> show_key(Environment& environment, const NewDevice& created,
                       const EnrollOptions& options) {
    const auto settings = TRY(present::settings_of_key_uri(created.uri.view()));
    environment.err("Open an authenticator app on your phone (any app for one-time codes) and put "
                    "this\nkey in, by hand or with the picture below it:\n\n");
    environment.err_secret(TRY(present::key_and_settings(created.secret.view(), settings)));
    environment.err("\n\n");
    if (!options.device.qr_file.empty()) {
        environment.err(fmt::format("The picture is also in {}: delete that file when you are "
                                    "done, it holds the key.\n",
                                    escape_controls(options.device.qr_file)));
    }
    if (const auto style = qr_style(environment, options.qr)) {
        return show_qr(environment, created.qr(), *style);
    }
    return true;
}

/// The sentence of an enrolment that ends before its end: what is, and how to go on.
Failure unfinished(Failure failure, const NewDevice& created) {
    failure.message += fmt::format(
        "; device {} is not enabled, so nothing has changed. `mfa_tool enroll` starts again; with "
        "this key in the app, `mfa_tool enable --device {}` finishes within the hour",
        created.device, created.device);
    return failure;
}

bool is_about_the_codes(const Failure& failure) {
    return failure.exit == ExitCode::wrong_code;
}

Attempt<DeviceChange> enable_once(Environment& environment, const NewDevice& created,
                                  const EnrollOptions& options) {
    const CodePair codes = TRY(read_two_codes(environment));
    wire::Message request = request_for(wire::MessageType::enable, options.common);
    request.add(wire::Field::device, created.device)
        .add(wire::Field::code, codes.first)
        .add(wire::Field::code, codes.second);
    return change_device(environment, request);
}

/// Two codes, on a terminal asked for up to three times.
Attempt<DeviceChange> enable(Environment& environment, const NewDevice& created,
                             const EnrollOptions& options) {
    for (int tries_left = tries_max - 1;; --tries_left) {
        auto change = enable_once(environment, created, options);
        if (change) {
            return change;
        }
        if (!environment.input_is_terminal() || !is_about_the_codes(change.error()) ||
            tries_left == 0) {
            return unfinished(change.error(), created);
        }
        environment.err(fmt::format("{}\n{}\n", escape_controls(change.error().message),
                                    present::wrong_codes_hint()));
    }
}

Attempt<ExitCode> enroll(Environment& environment, const EnrollOptions& options) {
    DeviceChange change;
    {
        // The secret lives no longer than it is needed.
        const NewDevice created = TRY(create_device(environment, options.common, options.device));
        TRY(show_key(environment, created, options));
        change = TRY(enable(environment, created, options));
    }
    if (options.common.json) {
        print_json(environment, enabled_json(change));
        return ExitCode::done;
    }
    environment.out(fmt::format("\nDevice {} is enabled. {}\n{}\n", escape_controls(change.device),
                                drift_sentence(change), present::enrolment_done()));
    environment.out(session_sentence(change));
    return ExitCode::done;
}

} // namespace

Action declare_enroll(CLI::App& app) {
    auto options = std::make_shared<EnrollOptions>();
    declare_common(app, options->common);
    declare_new_device(app, options->device);
    app.add_option("--qr", options->qr, "how to draw the QR code: auto, utf8, ascii, none")
        ->type_name("STYLE")
        ->check(CLI::IsMember({"auto", "utf8", "ascii", "none"}));
    return make_action(std::move(options), enroll);
}

} // namespace mfa::tool
