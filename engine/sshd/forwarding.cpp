#include "engine/sshd/forwarding.hpp"

#include "engine/base/orphan.hpp"
#include "engine/base/text.hpp"
#include "engine/sshd/config_files.hpp"
#include "engine/sshd/effective_config.hpp"
#include "engine/sshd/listener.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace mfa::sshd {

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds answer_timeout{10'000};
constexpr std::size_t answer_max = 1 << 18;

/// All that comes until the other side has closed.
Result<std::string> read_to_end(int pipe) {
    const auto deadline = SteadyClock::now() + answer_timeout;
    std::string text;
    std::array<char, 4096> part{};
    while (text.size() < answer_max) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - SteadyClock::now())
                .count();
        pollfd entry{pipe, POLLIN, 0};
        const int ready = ::poll(&entry, 1, left > 0 ? static_cast<int>(left) : 0);
        if (ready == 0) {
            return Error{ErrorKind::timeout, "ask sshd", "no answer in time"};
        }
        const ssize_t got = ready > 0 ? ::read(pipe, part.data(), part.size()) : -1;
        if (got == 0) {
            return text;
        }
        if (got > 0) {
            text.append(part.data(), static_cast<std::size_t>(got));
        } else if (errno != EINTR) {
            return Error::from_errno("ask sshd");
        }
    }
    return Error{ErrorKind::protocol, "ask sshd", "the answer is too long"};
}

/// What the program prints, on both of its channels.
Result<std::string> output_of(const std::string& program,
                              const std::vector<std::string>& arguments) {
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        return Error::from_errno("make a pipe");
    }
    UniqueFd written{ends[1]};
    const UniqueFd read = TRY(above_standard(UniqueFd{ends[0]}));
    written = TRY(above_standard(std::move(written)));
    {
        const UniqueFd null_device = TRY(open_null_device());
        TRY(start_orphan(program, arguments, {null_device.get(), written.get(), written.get()}));
    }
    written.reset();
    return read_to_end(read.get());
}

Result<std::string> ask(const Listener& listener, const Connection& connection) {
    std::vector<std::string> words{listener.program, "-T"};
    words.insert(words.end(), listener.arguments.begin(), listener.arguments.end());
    words.emplace_back("-C");
    words.push_back("user=" + connection.user + ",host=" + connection.host +
                    ",addr=" + connection.address + ",laddr=" + connection.local_address +
                    ",lport=" + connection.local_port);
    return output_of(listener.program, words);
}

std::string first_line(const std::string& text) {
    return text.substr(0, std::min<std::size_t>(text.find_first_of("\r\n"), 200));
}

} // namespace

Result<Connection> read_connection(std::string_view ssh_connection, std::string user,
                                   std::string host) {
    const auto words = split(ssh_connection, ' ');
    if (words.size() != 4 || words[1].empty()) {
        return Error{ErrorKind::invalid_input, "read SSH_CONNECTION", "it has not four words"};
    }
    Connection connection{std::move(user), std::move(host), std::string{words[0]},
                          std::string{words[2]}, std::string{words[3]}};
    if (connection.host.empty()) {
        connection.host = connection.address;
    }
    for (const std::string* word : {&connection.user, &connection.host, &connection.address,
                                    &connection.local_address, &connection.local_port}) {
        if (word->empty() || word->find_first_of(",\n") != std::string::npos) {
            return Error{ErrorKind::invalid_input, "describe the connection to sshd",
                         "`" + *word + "` cannot be passed on"};
        }
    }
    return connection;
}

Result<std::vector<std::string>> forwardings_of(pid_t process, const Connection& connection) {
    const Listener listener = TRY(find_listener(process));
    const auto files = TRY(config_files(listener.config_file));
    const std::string answer = TRY(ask(listener, connection));
    const auto config = read_effective_config(answer);
    auto open = open_forwardings(config);
    if (!open) {
        return Error{open.error().kind(), open.error().operation(),
                     open.error().detail() + "; it begins `" + first_line(answer) + "`"};
    }
    const auto pid_file = config.find("pidfile");
    TRY(unchanged_since(files,
                        TRY(config_read_at(listener, pid_file != config.end() ? pid_file->second
                                                                              : std::string{}))));
    return open;
}

} // namespace mfa::sshd
