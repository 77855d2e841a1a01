#include "mfa_tool/code_reader.hpp"

#include "mfa_tool/hidden_line.hpp"
#include "mfa_tool/plain_line.hpp"

#include <fmt/format.h>
#include <optional>

namespace mfa::tool {

namespace {

// Room for blanks and dashes that are dropped.
constexpr std::size_t line_max = 4 * code_max;

Failure no_code() {
    return invalid_input("no code was given: codes are read from the terminal, or one on each line "
                         "from stdin");
}

/// What is left of a line without blanks and dashes.
Attempt<SecretBuffer> code_in(const SecretBuffer& line) {
    auto code = SecretBuffer::with_capacity(code_max);
    for (const std::uint8_t byte : line.bytes()) {
        if (byte == ' ' || byte == '\t' || byte == '\r' || byte == '-') {
            continue;
        }
        if (byte < 0x21 || byte > 0x7E) {
            return invalid_input("a code has letters and digits only");
        }
        if (!code.append({&byte, 1})) {
            return invalid_input(fmt::format("a code has at most {} characters", code_max));
        }
    }
    return code;
}

} // namespace

Attempt<SecretBuffer> read_code(Environment& environment, std::string_view prompt) {
    if (!environment.input_is_terminal()) {
        environment.flush();
        const auto line = TRY(read_plain_line(environment.input_fd(), line_max, "a code"));
        auto code = line ? code_in(*line) : Attempt<SecretBuffer>{no_code()};
        if (code && code->empty()) {
            return no_code();
        }
        return code;
    }
    while (true) {
        const auto line = TRY(read_hidden_line(environment, prompt, line_max));
        if (!line) {
            return no_code();
        }
        auto code = TRY(code_in(*line));
        if (!code.empty()) {
            return code;
        }
    }
}

} // namespace mfa::tool
