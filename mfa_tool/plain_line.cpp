#include "mfa_tool/plain_line.hpp"

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

} // namespace mfa::tool
