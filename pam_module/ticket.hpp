// The login ticket between auth and session open (docs/helper-protocol.md).
// MUST: the user's shell never sees it. Programs copy the PAM environment into that shell's, so the
// ticket is there only where it must be, and session open removes it whatever happens.
#pragma once

#include "engine/base/result.hpp"
#include "engine/base/secret_buffer.hpp"
#include "pam_module/host.hpp"

#include <optional>

namespace mfa::pam {

/// Keeps the ticket for account and session open: in PAM data, which dies with the transaction, and
/// under sshd, whose auth process dies first, in the PAM environment too. su and sudo hand the PAM
/// environment to a shell even where no session line of ours would clear it.
Result<> keep_ticket(const Host& host, const SecretBuffer& ticket);

/// The ticket kept, if any. One from the environment may be forged: the helper decides.
std::optional<SecretBuffer> kept_ticket(const Host& host);

/// Removes it from both places.
void forget_ticket(const Host& host);

/// Forgets the ticket when it goes out of scope.
class TicketForgottenAtEnd {
public:
    explicit TicketForgottenAtEnd(const Host& host) : m_host{host} {}
    TicketForgottenAtEnd(const TicketForgottenAtEnd&) = delete;
    TicketForgottenAtEnd& operator=(const TicketForgottenAtEnd&) = delete;
    ~TicketForgottenAtEnd() { forget_ticket(m_host); }

private:
    const Host& m_host;
};

} // namespace mfa::pam
