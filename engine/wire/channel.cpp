#include "engine/wire/channel.hpp"

#include <cerrno>
#include <poll.h>
#include <sys/socket.h>

namespace mfa::wire {

namespace {

using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

/// Waits until `events` are there; EINTR does not lengthen the wait.
Result<> wait_for(int fd, short events, milliseconds timeout) {
    const auto deadline = SteadyClock::now() + timeout;
    while (true) {
        const auto left =
            std::chrono::duration_cast<milliseconds>(deadline - SteadyClock::now()).count();
        pollfd entry{fd, events, 0};
        const int ready = ::poll(&entry, 1, left > 0 ? static_cast<int>(left) : 0);
        if (ready > 0) {
            return {};
        }
        if (ready == 0) {
            return Error{ErrorKind::timeout, "wait for the other side", "no answer in time"};
        }
        if (errno != EINTR) {
            return Error::from_errno("wait for the other side");
        }
    }
}

} // namespace

Result<> Channel::send(const Message& message, milliseconds timeout) {
    const auto packet = TRY(message.encoded());
    while (true) {
        TRY(wait_for(m_socket.get(), POLLOUT, timeout));
        const ssize_t sent =
            ::send(m_socket.get(), packet.data(), packet.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0) {
            return {};
        }
        if (errno != EINTR && errno != EAGAIN) {
            return Error::from_errno("send a message");
        }
    }
}

Result<std::optional<Message>> Channel::receive(milliseconds timeout) {
    auto packet = SecretBuffer::with_capacity(packet_max);
    TRY(packet.resize(packet_max));
    while (true) {
        TRY(wait_for(m_socket.get(), POLLIN, timeout));
        // MSG_TRUNC makes recv(2) return the packet's real length, so that a cut one is seen.
        const ssize_t got =
            ::recv(m_socket.get(), packet.bytes().data(), packet.size(), MSG_TRUNC | MSG_DONTWAIT);
        if (got == 0) {
            return std::optional<Message>{};
        }
        if (got > 0) {
            if (static_cast<std::size_t>(got) > packet.size()) {
                return Error{ErrorKind::protocol, "receive a message", "packet too long"};
            }
            TRY(packet.resize(static_cast<std::size_t>(got)));
            return std::optional<Message>{TRY(Message::decode(packet.bytes()))};
        }
        if (errno == ECONNRESET) {
            return std::optional<Message>{};
        }
        if (errno != EINTR && errno != EAGAIN) {
            return Error::from_errno("receive a message");
        }
    }
}

} // namespace mfa::wire
