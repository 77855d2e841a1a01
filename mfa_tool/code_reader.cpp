#include "mfa_tool/code_reader.hpp"

#include "engine/base/code_text.hpp"
#include "engine/base/text.hpp"
#include "engine/present/enrolment.hpp"
#include "mfa_tool/hidden_line.hpp"
#include "mfa_tool/plain_line.hpp"

#include <fmt/format.h>
#include <optional>

namespace mfa::tool {

namespace {

// Room for blanks and dashes that are dropped.
constexpr std::size_t line_max = 256;

Failure no_code() {
    return invalid_input("no code was given: codes are read from the terminal, or one on each line "
                         "from stdin");
}

bool is_blank(const SecretBuffer& line) {
    return line.view().find_first_not_of(" \t\r") == std::string_view::npos;
}

std::optional<SecretBuffer> code_in(const SecretBuffer& line, CodeWanted wanted) {
    return wanted == CodeWanted::device ? digits_typed(line.view()) : code_typed(line.view());
}

std::string_view hint(CodeWanted wanted) {
    return wanted == CodeWanted::device ? present::no_code_hint()
                                        : present::no_code_of_either_form();
}

Attempt<SecretBuffer> code_from_script(Environment& environment, CodeWanted wanted) {
    environment.flush();
    const auto line = TRY(read_plain_line(environment.input_fd(), line_max, "a code"));
    if (!line || is_blank(*line)) {
        return no_code();
    }
    auto code = code_in(*line, wanted);
    if (!code) {
        return invalid_input(wanted == CodeWanted::device
                                 ? "a code has 6 to 8 digits"
                                 : "a code has 6 to 8 digits, or is a recovery code like "
                                   "XXXX-XXXX-XXXX (then look for a typo)");
    }
    return std::move(*code);
}

} // namespace

Attempt<SecretBuffer> read_code(Environment& environment, std::string_view prompt,
                                CodeWanted wanted) {
    if (!environment.input_is_terminal()) {
        return code_from_script(environment, wanted);
    }
    while (true) {
        const auto line = TRY(read_hidden_line(environment, prompt, line_max));
        if (!line) {
            return no_code();
        }
        if (is_blank(*line)) {
            continue;
        }
        if (auto code = code_in(*line, wanted)) {
            return std::move(*code);
        }
        environment.err(fmt::format("{}\n", hint(wanted)));
    }
}

Attempt<bool> confirmed(Environment& environment, std::string_view question) {
    environment.err(fmt::format("{} [y/N] ", question));
    const auto line = TRY(read_plain_line(environment.input_fd(), line_max, "an answer"));
    const std::string answer = line ? to_lower(line->view()) : "";
    return answer == "y" || answer == "yes";
}

Attempt<SecretBuffer> read_secret_text(Environment& environment, std::string_view prompt) {
    auto line = TRY(read_secret_line(environment, prompt, secret_text_max, "a secret"));
    if (!line) {
        return invalid_input("no secret was given: it is read from the terminal, or from the first "
                             "line of stdin");
    }
    return std::move(*line);
}

} // namespace mfa::tool
