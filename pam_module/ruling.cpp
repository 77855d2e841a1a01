#include "pam_module/ruling.hpp"

#include <security/_pam_types.h>

namespace mfa::pam {

int refused(Phase phase) {
    switch (phase) {
    case Phase::auth:
        return PAM_AUTH_ERR;
    case Phase::account:
        return PAM_PERM_DENIED;
    case Phase::session:
        return PAM_SESSION_ERR;
    }
    return PAM_PERM_DENIED;
}

int unavailable(Phase phase) {
    switch (phase) {
    case Phase::auth:
        return PAM_AUTHINFO_UNAVAIL;
    case Phase::account:
        return PAM_PERM_DENIED;
    case Phase::session:
        return PAM_SESSION_ERR;
    }
    return PAM_PERM_DENIED;
}

Ruling ruling_on(const Error& error, Phase phase) {
    switch (error.kind()) {
    case ErrorKind::system:
    case ErrorKind::not_found:
    case ErrorKind::unsafe_file:
    case ErrorKind::corrupt:
    case ErrorKind::invalid_config:
    case ErrorKind::protocol:
    case ErrorKind::timeout:
    case ErrorKind::crypto:
    case ErrorKind::internal:
        return Ruling{unavailable(phase), unavailable_text()};
    case ErrorKind::invalid_input:
        // The person went away or answered nothing: there is nobody to tell.
        return Ruling{refused(phase), {}};
    }
    return Ruling{refused(phase), {}};
}

std::string unavailable_text() {
    return "The second factor cannot be checked just now, so access is refused. Tell the "
           "administrator.";
}

} // namespace mfa::pam
