#include "mfa_tool/report.hpp"

#include "engine/base/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mfa::tool {

namespace {

using nlohmann::ordered_json;

template <typename T>
ordered_json or_null(const std::optional<T>& value) {
    return value ? ordered_json(*value) : ordered_json(nullptr);
}

std::string dump(const ordered_json& document) {
    constexpr int compact = -1;
    constexpr bool ascii_only = true; // C1 controls and DEL must not reach a terminal raw either
    return document.dump(compact, ' ', ascii_only, ordered_json::error_handler_t::replace);
}

/// What to do next, for somebody who does not want to read a manual now.
std::string_view advice_for(const Failure& failure) {
    struct Advice {
        std::string_view code;
        std::string_view text;
    };
    static constexpr std::array advice{
        Advice{"denied", "If this session has no MFA yet, run `mfa_tool verify` and try again. "
                         "Otherwise ask an administrator."},
        Advice{"wrong_code", "Wait for the next code and try again. If good codes keep failing, "
                             "check the phone's clock, or run `mfa_tool resync`."},
        Advice{"used_code", "Each code works once. Wait until the app shows the next one."},
        Advice{"same_code", "Enter one code, wait until the app shows the next one, enter that."},
        Advice{"throttled", "Until then even a correct code is refused."},
        Advice{"no_device", "`mfa_tool enroll` sets one up; `mfa_tool list` shows what there is."},
        Advice{"device_exists", "`mfa_tool list` shows it. A further device needs another name: "
                                "`mfa_tool enroll --name NAME`."},
        Advice{"not_found", "`mfa_tool list` shows what there is."},
        Advice{"unavailable", "This needs an administrator; the system log has the cause."},
    };
    for (const Advice& entry : advice) {
        if (entry.code == failure.code) {
            return entry.text;
        }
    }
    return {};
}

void print_failure_text(Environment& environment, const Failure& failure) {
    const bool color = environment.color_err();
    environment.err(fmt::format("{}mfa_tool:{} {}\n", color ? "\x1b[31m" : "",
                                color ? "\x1b[0m" : "", escape_controls(failure.message)));
    const std::string_view advice = advice_for(failure);
    if (!advice.empty()) {
        environment.err(fmt::format("{}\n", advice));
    }
}

void print_failure_json(Environment& environment, const Failure& failure) {
    const ordered_json error{{"code", failure.code},
                             {"message", failure.message},
                             {"action", or_null(failure.action)},
                             {"resource", or_null(failure.resource)},
                             {"retry_after_s", or_null(failure.retry_after_s)}};
    print_json(environment, ordered_json{{"error", error}});
}

} // namespace

ExitCode fail(Environment& environment, OutputForm form, const Failure& failure) {
    switch (form) {
    case OutputForm::text:
        print_failure_text(environment, failure);
        break;
    case OutputForm::json:
        print_failure_json(environment, failure);
        break;
    }
    return failure.exit;
}

ExitCode finish(Environment& environment, OutputForm form, const Attempt<ExitCode>& attempt) {
    return attempt ? *attempt : fail(environment, form, attempt.error());
}

void print_json(Environment& environment, const ordered_json& document) {
    environment.out(dump(document) + "\n");
}

std::string json_string(std::string_view text) {
    return dump(ordered_json(std::string{text}));
}

} // namespace mfa::tool
