#pragma once

#include "engine/base/result.hpp"
#include "engine/base/unique_fd.hpp"
#include "engine/wire/channel.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace mfa::wire {

/// How long a front end waits for the helper to answer one request.
inline constexpr std::chrono::milliseconds answer_timeout{10'000};

/// One running mfa_helper and the channel to it.
///
/// MUST not disturb the host program: no SIGCHLD, no wait(2) of the host's that finds our child, no
/// descriptor left over a later exec, no handler installed. The child is created by clone(2) with
/// no exit signal, which also keeps it apart from the host's own children.
class HelperProcess {
public:
    /// Starts the helper at `path` with an empty environment. A root caller in a setuid program
    /// (su, sudo) starts it with real uid 0, so that it is known as root and not as the user.
    static Result<HelperProcess> start(const std::string& path);

    HelperProcess(HelperProcess&& other) noexcept = default;
    HelperProcess& operator=(HelperProcess&& other) = delete;
    HelperProcess(const HelperProcess&) = delete;
    HelperProcess& operator=(const HelperProcess&) = delete;
    ~HelperProcess();

    /// Sends a request and waits for its reply; items before it are appended to `items` when given.
    Result<Message> exchange(const Message& request, std::vector<Message>* items = nullptr);

private:
    HelperProcess(Channel channel, UniqueFd process);

    Channel m_channel;
    UniqueFd m_process; ///< a pidfd: never a recycled pid
};

} // namespace mfa::wire
