#include "engine/base/text.hpp"
#include "engine/present/duration.hpp"
#include "mfa_tool/commands/admin_declarations.hpp"
#include "mfa_tool/user_view.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mfa::tool {

namespace {

struct UnlockOptions {
    CommonOptions common;
};

Attempt<ExitCode> unlock_user(Environment& environment, const UnlockOptions& options) {
    const Answer answer =
        TRY(ask_helper(environment, request_for(wire::MessageType::admin_unlock, options.common)));
    const std::string user = TRY(required_text(answer.reply, wire::Field::user, "user"));
    const auto failures = TRY(required_number(answer.reply, wire::Field::failures, "failures"));
    const auto locked_for_s = answer.reply.number(wire::Field::locked_for_s).value_or(0);
    if (options.common.json) {
        print_json(environment,
                   {{"user", user}, {"failures", failures}, {"locked_for_s", locked_for_s}});
        return ExitCode::done;
    }
    const std::string name = escape_controls(user);
    if (failures == 0) {
        environment.out(fmt::format("{} had no wrong codes against him: nothing to do.\n", name));
    } else if (locked_for_s == 0) {
        environment.out(
            fmt::format("{}'s {} wrong codes are forgotten; there was no wait.\n", name, failures));
    } else {
        environment.out(fmt::format(
            "{} can try again at once; {} were left to wait. If {} did not type the {} wrong "
            "codes, "
            "somebody else has the password.\n",
            name, present::duration_in_words(std::chrono::seconds{locked_for_s}), name, failures));
    }
    return ExitCode::done;
}

} // namespace

Action declare_admin_unlock(CLI::App& app) {
    auto options = std::make_shared<UnlockOptions>();
    declare_target(app, options->common);
    return make_action(std::move(options), unlock_user);
}

} // namespace mfa::tool
