#pragma once

#include "engine/base/result.hpp"
#include "engine/base/unique_fd.hpp"
#include "engine/wire/message.hpp"

#include <chrono>
#include <optional>

namespace mfa::wire {

/// One end of a SOCK_SEQPACKET socket pair: whole messages in, whole messages out.
class Channel {
public:
    explicit Channel(UniqueFd socket) : m_socket{std::move(socket)} {}

    /// Sends one message; never raises SIGPIPE. Fails with timeout when the other side does not
    /// take it in time.
    Result<> send(const Message& message, std::chrono::milliseconds timeout);

    /// The next message; nothing when the other side has closed. timeout when none came in time;
    /// protocol when what came is no message.
    Result<std::optional<Message>> receive(std::chrono::milliseconds timeout);

    [[nodiscard]] int fd() const { return m_socket.get(); }

private:
    UniqueFd m_socket;
};

} // namespace mfa::wire
