#pragma once

#include "engine/base/result.hpp"
#include "engine/wire/channel.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace mfa::wire {

/// How long a front end waits for the helper to answer one request.
inline constexpr std::chrono::milliseconds answer_timeout{10'000};

/// One running mfa_helper and the channel to it. It ends when the channel closes; a hung one is
/// ended by its own time limit.
///
/// MUST not disturb the host program (engine/base/orphan.hpp): the helper is nobody's child.
class HelperProcess {
public:
    /// Starts the helper at `path` with an empty environment. A root caller in a setuid program
    /// (su, sudo) starts it with real uid 0, so that it is known as root and not as the user.
    static Result<HelperProcess> start(const std::string& path);

    /// Sends a request and waits for its reply; items before it are appended to `items` when given.
    Result<Message> exchange(const Message& request, std::vector<Message>* items = nullptr);

    /// The same for lists that are long: each item is handed over as it comes and kept nowhere. An
    /// Error from `take` ends the exchange.
    using TakeItem = std::function<Result<>(Message item)>;
    Result<Message> exchange(const Message& request, const TakeItem& take);

private:
    explicit HelperProcess(Channel channel) : m_channel{std::move(channel)} {}

    Channel m_channel;
};

} // namespace mfa::wire
