#include "mfa_tool/report.hpp"

#include "engine/base/text.hpp"
#include "mfa_tool/json.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace mfa::tool {

namespace {

using nlohmann::ordered_json;

std::string dump(const ordered_json& document) {
    constexpr int compact = -1;
    constexpr bool ascii_only = true; // C1 controls and DEL must not reach a terminal raw either
    return document.dump(compact, ' ', ascii_only, ordered_json::error_handler_t::replace);
}

/// What to do next, for somebody who does not want to read a manual now. Nothing where the message
/// says it already: most of the helper's sentences do.
std::string_view advice_for(const Failure& failure) {
    struct Advice {
        std::string_view code;
        std::string_view text;
    };
    static constexpr std::array advice{
        Advice{"denied", "`mfa_tool status` shows what this session may do. To change that, ask an "
                         "administrator."},
        Advice{"wrong_code", "Wait for the next code and try again. If good codes keep failing, "
                             "check the phone's clock, or run `mfa_tool resync`."},
        Advice{"throttled", "Until then even a correct code is refused."},
        Advice{"no_session", "Log in anew, with a code, or run this in a session of your own."},
        Advice{"not_found", "`mfa_tool list` shows what there is."},
        Advice{"unavailable", "This needs an administrator; the system log has the cause."},
    };
    for (const std::string_view said : {"`mfa_tool ", "administrator"}) {
        if (failure.message.find(said) != std::string::npos) {
            return {};
        }
    }
    const auto* const found =
        std::find_if(advice.begin(), advice.end(),
                     [&failure](const Advice& entry) { return entry.code == failure.code; });
    return found != advice.end() ? found->text : std::string_view{};
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

std::string json_text(const ordered_json& document) {
    return dump(document);
}

std::string json_string(std::string_view text) {
    return dump(ordered_json(std::string{text}));
}

} // namespace mfa::tool
