#include "engine/base/text.hpp"
#include "mfa_tool/code_reader.hpp"
#include "mfa_tool/commands/device.hpp"
#include "mfa_tool/json.hpp"
#include "mfa_tool/request.hpp"
#include "mfa_tool/session_limits.hpp"
#include "mfa_tool/times.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mfa::tool {

namespace {

struct VerifyOptions {
    CommonOptions common;
    std::string duration;
};

Attempt<ExitCode> verify(Environment& environment, const VerifyOptions& options) {
    wire::Message request = request_for(wire::MessageType::verify, options.common);
    if (const auto duration = parse_duration(options.duration)) {
        request.add_number(wire::Field::duration_s, duration->count());
    }
    request.add(wire::Field::code,
                TRY(read_code(environment, "Code from the app (not shown as you type): ",
                              CodeWanted::device_or_recovery)));
    const Answer answer = TRY(ask_helper(environment, request));
    const bool mfa = TRY(required_number(answer.reply, wire::Field::mfa, "mfa")) == 1;
    const std::string device = TRY(required_text(answer.reply, wire::Field::device, "device"));
    const std::string expires_at =
        TRY(required_text(answer.reply, wire::Field::expires_at, "expires_at"));
    if (!mfa) {
        return unavailable(
            Error{ErrorKind::protocol, "read the helper's answer", "a success without MFA"});
    }
    if (options.common.json) {
        print_json(environment,
                   {{"mfa", mfa},
                    {"device", device},
                    {"expires_at", expires_at},
                    {"limits_by", or_null(optional_text(answer.reply, wire::Field::limits_by))}});
        return ExitCode::done;
    }
    const bool by_recovery_code = answer.reply.number(wire::Field::recovery_codes_left).has_value();
    environment.out(fmt::format("This session has MFA until {}, shown with {} {}.\n",
                                until_in_words(expires_at, SystemWallClock{}.now()),
                                by_recovery_code ? "a" : "device", escape_controls(device)));
    environment.out(end_of_limits(answer.reply));
    return ExitCode::done;
}

} // namespace

Action declare_verify(CLI::App& app) {
    auto options = std::make_shared<VerifyOptions>();
    declare_common(app, options->common);
    declare_duration(app, options->duration);
    app.footer("Asks for a code from your device or a recovery code, or reads it from stdin.");
    return make_action(std::move(options), verify);
}

} // namespace mfa::tool
