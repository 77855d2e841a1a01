#include "mfa_tool/passphrase.hpp"

#include "engine/transfer/export_file.hpp"
#include "mfa_tool/hidden_line.hpp"
#include "mfa_tool/plain_line.hpp"

#include <fmt/format.h>
#include <optional>

namespace mfa::tool {

namespace {

Failure no_passphrase() {
    return invalid_input("no passphrase was given: it is read from the terminal, or as one line "
                         "from stdin");
}

} // namespace

Attempt<SecretBuffer> read_passphrase(Environment& environment, std::string_view prompt) {
    std::optional<SecretBuffer> line;
    if (environment.input_is_terminal()) {
        line = TRY(read_hidden_line(environment, prompt, transfer::passphrase_max));
    } else {
        environment.flush();
        line =
            TRY(read_plain_line(environment.input_fd(), transfer::passphrase_max, "a passphrase"));
    }
    if (!line || line->empty()) {
        return no_passphrase();
    }
    return std::move(*line);
}

Attempt<SecretBuffer> read_new_passphrase(Environment& environment) {
    while (true) {
        SecretBuffer first =
            TRY(read_passphrase(environment, "Passphrase for the file (not shown as you type): "));
        if (first.size() < passphrase_min) {
            return invalid_input(
                fmt::format("a passphrase has at least {} characters", passphrase_min));
        }
        if (!environment.input_is_terminal() ||
            TRY(read_passphrase(environment, "The same again: ")).equals(first)) {
            return first;
        }
        environment.err("Those were not the same.\n");
    }
}

} // namespace mfa::tool
