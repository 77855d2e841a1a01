#include "mfa_tool/plain_line.hpp"

#include "mfa_tool/hidden_line.hpp"

#include <cerrno>
#include <fmt/format.h>
#include <unistd.h>

namespace mfa::tool {

Attempt<std::optional<SecretBuffer>> read_plain_line(int fd, std::size_t line_max,
                                                     std::string_view what) {
    auto line = SecretBuffer::with_capacity(line_max);
    bool any = false;
    while (true) {
        std::uint8_t byte = 0;
        const ssize_t got = ::read(fd, &byte, 1);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return failure_from(Error::from_errno(fmt::format("read {} from stdin", what)));
        }
        if (got == 0 && !any) {
            return std::optional<SecretBuffer>{};
        }
        if (got == 0 || byte == '\n') {
            return std::optional{std::move(line)};
        }
        any = true;
        if (!line.append({&byte, 1})) {
            return invalid_input(fmt::format("{} has at most {} characters", what, line_max));
        }
    }
}

Attempt<std::optional<SecretBuffer>> read_secret_line(Environment& environment,
                                                      std::string_view prompt, std::size_t line_max,
                                                      std::string_view what) {
    environment.flush();
    auto line = environment.input_is_terminal()
                    ? TRY(read_hidden_line(environment, prompt, line_max))
                    : TRY(read_plain_line(environment.input_fd(), line_max, what));
    return line && line->empty() ? std::nullopt : std::move(line);
}

} // namespace mfa::tool
