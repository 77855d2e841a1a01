#include "mfa_tool/pskc_process.hpp"

#include "engine/base/bytes.hpp"
#include "engine/base/file.hpp"
#include "engine/transfer/report_content.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace mfa::tool {

namespace {

/// After fork(2): becomes the reader, or ends.
[[noreturn]] void become_reader(const char* path, int channel) {
    std::array<char, 14> name{"mfa_read_pskc"};
    std::array<char*, 2> arguments{name.data(), nullptr};
    std::array<char*, 1> environment{nullptr};
    const int null_device = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null_device >= 0 && ::dup2(channel, STDIN_FILENO) >= 0 &&
        ::dup2(channel, STDOUT_FILENO) >= 0 && ::dup2(null_device, STDERR_FILENO) >= 0 &&
        ::close_range(STDERR_FILENO + 1, ~0U, 0) == 0) {
        ::execve(path, arguments.data(), environment.data());
    }
    ::_exit(EXIT_FAILURE);
}

/// All of it; a reader that has ended is no signal to us.
Result<> send_all(int channel, std::string_view data) {
    while (!data.empty()) {
        const ssize_t sent = ::send(channel, data.data(), data.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno != EINTR) {
            return Error::from_errno("give a file to its reader");
        }
        data.remove_prefix(sent > 0 ? static_cast<std::size_t>(sent) : 0);
    }
    return {};
}

Result<SecretBuffer> exchange(int channel, const SecretBuffer& content,
                              const SecretBuffer& password) {
    ByteWriter writer{sizeof(std::uint32_t) + password.size()};
    writer.number(static_cast<std::uint32_t>(password.size())).raw(password.view());
    TRY(send_all(channel, TRY(std::move(writer).take()).view()));
    TRY(send_all(channel, content.view()));
    if (::shutdown(channel, SHUT_WR) != 0) {
        return Error::from_errno("give a file to its reader");
    }
    return read_secret(channel, transfer::report_content_max, "the reader's report");
}

} // namespace

Result<transfer::Report> read_pskc_apart(const std::string& path, const SecretBuffer& content,
                                         const SecretBuffer& password) {
    std::array<int, 2> sockets{-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets.data()) != 0) {
        return Error::from_errno("create a socket pair");
    }
    UniqueFd ours{sockets[0]};
    UniqueFd theirs{sockets[1]};
    const pid_t reader = ::fork();
    if (reader < 0) {
        return Error::from_errno("start `" + path + "`");
    }
    if (reader == 0) {
        become_reader(path.c_str(), theirs.get());
    }
    theirs.reset();
    const auto bytes = exchange(ours.get(), content, password);
    ours.reset();
    int status = 0;
    while (::waitpid(reader, &status, 0) < 0 && errno == EINTR) {
    }
    if (!bytes || !WIFEXITED(status) || WEXITSTATUS(status) != EXIT_SUCCESS) {
        return Error{ErrorKind::system, "read a PSKC file",
                     "`" + path + "` did not come to its end"};
    }
    return transfer::decode_report(*bytes);
}

} // namespace mfa::tool
