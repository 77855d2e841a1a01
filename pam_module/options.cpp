#include "pam_module/options.hpp"

#include "engine/base/text.hpp"

#include <string_view>

namespace mfa::pam {

namespace {

constexpr std::string_view prompt_key = "prompt=";

Result<> apply(std::string_view argument, Options& options) {
    if (argument == "enroll=inline") {
        options.enroll_inline = true;
    } else if (argument == "enroll=off") {
        options.enroll_inline = false;
    } else if (argument == "echo_code") {
        options.echo_code = true;
    } else if (argument == "debug") {
        options.debug = true;
    } else if (argument == "try_first_pass") {
        options.first_pass = FirstPass::try_it;
    } else if (argument == "use_first_pass") {
        options.first_pass = FirstPass::use_it;
    } else if (argument == "forward_pass" || argument == "forward_pass=6") {
        options.forwarded_code_length = 6;
    } else if (argument == "forward_pass=8") {
        options.forwarded_code_length = 8;
    } else if (argument.starts_with(prompt_key) && argument.size() > prompt_key.size()) {
        options.prompt = argument.substr(prompt_key.size());
    } else {
        return Error{ErrorKind::invalid_config, "read the module's options",
                     "unknown option `" + escape_controls(argument) + "`"};
    }
    return {};
}

} // namespace

Result<Options> parse_options(std::span<const char* const> arguments) {
    Options options;
    for (const char* const argument : arguments) {
        TRY(apply(argument, options));
    }
    if (options.prompt.empty()) {
        options.prompt =
            options.forwarded_code_length > 0 ? "Password and MFA code: " : "MFA code: ";
    }
    return options;
}

} // namespace mfa::pam
