// Login tickets: what PAM auth knows, carried to account and session open.
//
// sshd runs auth in a process that dies; only strings in the PAM environment reach session open. So
// the module carries a token of 128 random bits, and what it stands for stays here, in
// /run/mfa/tickets. A flag in the environment could be forged (pam_env reads users' files).
//
// MUST: a ticket is redeemed once, within its lifetime, by the same user, service and remote host.
#pragma once

#include "engine/base/clock.hpp"
#include "engine/base/random.hpp"
#include "engine/base/result.hpp"
#include "engine/base/secret_buffer.hpp"
#include "engine/base/unique_fd.hpp"
#include "engine/session/session_records.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace mfa::session {

inline constexpr std::chrono::minutes ticket_lifetime{2};

/// What an authentication ended with.
struct Ticket {
    Subject subject;
    std::string service;
    std::string remote_host;
    std::optional<Factor> factor; ///< nothing: no factor was shown
    /// The factor's device was proved in this very login and is to be enabled once the whole auth
    /// stack has succeeded, which the ticket's coming back in account or session open shows.
    bool enables_device = false;
};

class Tickets {
public:
    static Result<Tickets> open(int runtime, uid_t owner, std::string boot);

    /// Keeps the ticket and returns its token, 32 hexadecimal characters.
    Result<SecretBuffer> issue(const Ticket& ticket, RandomSource& random, BootTime now);

    /// Looks at a ticket without using it up. not_found for a token that names none, is expired, or
    /// is for another user, service or remote host.
    [[nodiscard]] Result<Ticket> look(const SecretBuffer& token, const Ticket& expected,
                                      BootTime now) const;

    /// As look(), and nobody can use it again; of two at the same instant one gets not_found.
    Result<Ticket> redeem(const SecretBuffer& token, const Ticket& expected, BootTime now);

    /// Removes expired tickets.
    Result<> reap(BootTime now);

private:
    Tickets(UniqueFd directory, uid_t owner, std::string boot);
    [[nodiscard]] Result<Ticket> read(const std::string& name, BootTime now) const;

    UniqueFd m_directory;
    uid_t m_owner;
    std::string m_boot;
};

} // namespace mfa::session
