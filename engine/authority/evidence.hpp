// What account and session open know of a factor.
//
// MUST: a ticket's factor counts only while its device is in use, as a grant does; that of a
// recovery code while its list is there and any device is in use. The evidence holds the owner's
// lock, so that what it says stays so until the request is done; whoever has it MUST NOT open the
// same account a second time, which would wait for itself.
#pragma once

#include "engine/authority/login.hpp"
#include "engine/authority/services.hpp"
#include "engine/device/account.hpp"
#include "engine/wire/message.hpp"

#include <optional>

namespace mfa::authority {

struct Evidence {
    MfaFact fact; ///< the ticket's, else the running session's
    /// The ticket that came back; without a factor where none was shown or it does not count.
    std::optional<session::Ticket> ticket;
    std::optional<device::Account> account; ///< open where the ticket names a factor
};

enum class UseTicket { look, redeem };

/// A device that was proved in this very login is enabled by its ticket's return, which shows that
/// the whole auth stack has succeeded: by root's, since it is root who ran that stack.
Result<Evidence> gather_evidence(const Services& services, const Caller& caller, const Login& login,
                                 const wire::Message& request, UseTicket use);

} // namespace mfa::authority
