#pragma once

#include "engine/base/error.hpp"

#include <string>

namespace mfa::pam {

enum class Phase { auth, account, session };

/// sshd drops the texts of a failed authentication unless a prompt follows them.
enum class Delivery {
    certain,     ///< worth a prompt of its own there: nothing else tells the user what to do
    if_possible, ///< such as "wrong code", after which the client asks again anyway
};

/// What a phase returns to libpam, and what the user is told with it (nothing when empty).
struct [[nodiscard]] Ruling {
    int pam_code;
    std::string text;
    Delivery delivery = Delivery::certain;
};

/// The phase's "no": PAM_AUTH_ERR, PAM_PERM_DENIED, PAM_SESSION_ERR.
int refused(Phase phase);
/// The phase's "cannot tell", which denies too: PAM_AUTHINFO_UNAVAIL, PAM_PERM_DENIED,
/// PAM_SESSION_ERR.
int unavailable(Phase phase);

/// How an Error ends; never PAM_SUCCESS, never PAM_IGNORE. The text says nothing of the cause: that
/// is for the administrator and goes to the log.
Ruling ruling_on(const Error& error, Phase phase);

/// What the user reads when the second factor cannot be checked.
std::string unavailable_text();

} // namespace mfa::pam
