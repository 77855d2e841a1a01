#include "engine/base/code_text.hpp"
#include "mfa_tool/code_reader.hpp"
#include "mfa_tool/commands/device.hpp"
#include "mfa_tool/request.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace mfa::tool {

namespace {

using wire::Field;
using wire::MessageType;

struct RecoveryOptions {
    CommonOptions common;
    bool yes = false;
};

/// How many codes that are not used would be void.
Attempt<std::int64_t> codes_left(Environment& environment, const CommonOptions& common) {
    const Answer answer = TRY(ask_helper(environment, request_for(MessageType::status, common)));
    return answer.reply.number(Field::recovery_codes_left).value_or(0);
}

/// Whether to go on: a terminal has somebody who can be asked.
Attempt<bool> is_meant(Environment& environment, const RecoveryOptions& options) {
    if (options.yes || !environment.input_is_terminal()) {
        return true;
    }
    const std::int64_t left = TRY(codes_left(environment, options.common));
    if (left <= 0) {
        return true;
    }
    return confirmed(environment, fmt::format("{} recovery code{} not used yet and will be void. "
                                              "Make new ones?",
                                              left, left == 1 ? " is" : "s are"));
}

/// The codes as they are shown, each between `before` and `after`.
struct Layout {
    std::string_view begin;
    std::string_view before;
    std::string_view after;
    std::string_view between;
    std::string_view end;
};
constexpr Layout as_lines{"", "", "\n", "", ""};
constexpr Layout as_document{R"({"recovery_codes":[)", R"(")", R"(")", ",", "]}\n"};

/// No std::string and no JSON value ever holds a code. What is checked to be one needs no escapes.
Result<SecretBuffer> laid_out(const std::vector<SecretBuffer>& codes, const Layout& layout) {
    constexpr std::size_t room_for_one = 32;
    auto text = SecretBuffer::with_capacity((codes.size() + 1) * room_for_one);
    TRY(text.append(layout.begin));
    for (const SecretBuffer& code : codes) {
        if (!is_recovery_code(code.view())) {
            return Error{ErrorKind::protocol, "read the helper's answer",
                         "what should be a recovery code is none"};
        }
        TRY(text.append(&code == codes.data() ? "" : layout.between));
        TRY(text.append(layout.before));
        TRY(text.append(TRY(code_in_groups(code.view())).view()));
        TRY(text.append(layout.after));
    }
    TRY(text.append(layout.end));
    return text;
}

Attempt<ExitCode> make_codes(Environment& environment, const RecoveryOptions& options) {
    if (!TRY(is_meant(environment, options))) {
        return invalid_input("nothing was changed: the recovery codes that you have stay good");
    }
    const Answer answer =
        TRY(ask_helper(environment, request_for(MessageType::recovery_codes, options.common)));
    const auto codes = answer.reply.secrets(Field::recovery_code);
    const bool json = options.common.json;
    if (codes.empty()) {
        return unavailable(
            Error{ErrorKind::protocol, "read the helper's answer", "no recovery codes in it"});
    }
    if (!json) {
        environment.err("Each of these recovery codes stands in once for a code from your device, "
                        "when it is\nlost or broken:\n\n");
    }
    environment.out_secret(TRY(laid_out(codes, json ? as_document : as_lines)));
    if (!json) {
        environment.err("\nThey are not shown again: print them or store them somewhere safe, and "
                        "not on the\ndevice that they stand in for. Recovery codes made before are "
                        "void.\n");
    }
    return ExitCode::done;
}

} // namespace

Action declare_recovery_codes(CLI::App& app) {
    auto options = std::make_shared<RecoveryOptions>();
    declare_common(app, options->common);
    app.add_flag("--yes", options->yes, "do not ask before codes that are not used become void");
    return make_action(std::move(options), make_codes);
}

} // namespace mfa::tool
