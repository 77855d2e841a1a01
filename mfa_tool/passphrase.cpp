#include "mfa_tool/passphrase.hpp"

#include "engine/transfer/export_file.hpp"
#include "mfa_tool/plain_line.hpp"

#include <fmt/format.h>

namespace mfa::tool {

Attempt<SecretBuffer> read_passphrase(Environment& environment, std::string_view prompt) {
    auto line =
        TRY(read_secret_line(environment, prompt, transfer::passphrase_max, "a passphrase"));
    if (!line) {
        return invalid_input("no passphrase was given: it is read from the terminal, or as one "
                             "line from stdin");
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
