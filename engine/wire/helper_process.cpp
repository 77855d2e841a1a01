#include "engine/wire/helper_process.hpp"

#include "engine/base/orphan.hpp"

#include <array>
#include <sys/socket.h>

namespace mfa::wire {

Result<HelperProcess> HelperProcess::start(const std::string& path) {
    std::array<int, 2> sockets{-1, -1};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets.data()) != 0) {
        return Error::from_errno("create a socket pair");
    }
    UniqueFd theirs{sockets[1]};
    UniqueFd ours = TRY(above_standard(UniqueFd{sockets[0]}));
    theirs = TRY(above_standard(std::move(theirs)));
    const UniqueFd null_device = TRY(open_null_device());
    TRY(start_orphan(path, {"mfa_helper"}, {theirs.get(), null_device.get(), null_device.get()}));
    return HelperProcess{Channel{std::move(ours)}};
}

Result<Message> HelperProcess::exchange(const Message& request, std::vector<Message>* items) {
    return exchange(request, [items](Message item) -> Result<> {
        if (items == nullptr) {
            return Error{ErrorKind::protocol, "read the helper's answer", "unexpected message"};
        }
        items->push_back(std::move(item));
        return {};
    });
}

Result<Message> HelperProcess::exchange(const Message& request, const TakeItem& take) {
    TRY(m_channel.send(request, answer_timeout));
    while (true) {
        auto message = TRY(m_channel.receive(answer_timeout));
        if (!message) {
            return Error{ErrorKind::protocol, "read the helper's answer", "it ended without one"};
        }
        if (message->type() == MessageType::reply) {
            return std::move(*message);
        }
        if (message->type() == MessageType::progress) {
            continue;
        }
        if (message->type() != MessageType::item) {
            return Error{ErrorKind::protocol, "read the helper's answer", "unexpected message"};
        }
        TRY(take(std::move(*message)));
    }
}

} // namespace mfa::wire
