#include "mfa_tool/code_reader.hpp"

#include "mfa_tool/hidden_line.hpp"

#include <cerrno>
#include <fmt/format.h>
#include <optional>
#include <unistd.h>

namespace mfa::tool {

namespace {

// Room for blanks and dashes that are dropped.
constexpr std::size_t line_max = 4 * code_max;

Failure no_code() {
    return invalid_input("no code was given: codes are read from the terminal, or one on each line "
                         "from stdin");
}

/// One line from a pipe or file, byte by byte: what follows is left for the next program that
/// reads from there. Nothing at the end of the input.
Attempt<std::optional<SecretBuffer>> read_plain_line(int fd, std::size_t longest) {
    auto line = SecretBuffer::with_capacity(longest);
    bool any = false;
    while (true) {
        std::uint8_t byte = 0;
        const ssize_t got = ::read(fd, &byte, 1);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return failure_from(Error::from_errno("read a code from stdin"));
        }
        if (got == 0 && !any) {
            return std::optional<SecretBuffer>{};
        }
        if (got == 0 || byte == '\n') {
            return std::optional{std::move(line)};
        }
        any = true;
        if (!line.append({&byte, 1})) {
            return invalid_input("that line is too long");
        }
    }
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
        const auto line = TRY(read_plain_line(environment.input_fd(), line_max));
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

Attempt<SecretBuffer> read_secret_text(Environment& environment, std::string_view prompt) {
    environment.flush();
    auto line = environment.input_is_terminal()
                    ? TRY(read_hidden_line(environment, prompt, secret_text_max))
                    : TRY(read_plain_line(environment.input_fd(), secret_text_max));
    if (!line || line->empty()) {
        return invalid_input("no secret was given: it is read from the terminal, or from the first "
                             "line of stdin");
    }
    return std::move(*line);
}

} // namespace mfa::tool
