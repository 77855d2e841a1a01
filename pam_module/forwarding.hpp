#pragma once

#include "pam_module/host.hpp"
#include "pam_module/login.hpp"

#include <optional>
#include <string>

namespace mfa::pam {

/// Why sshd's forwarding stands in the way of a session that Landlock limits, as a sentence for the
/// user; nothing where it is off for this connection, and in programs other than sshd. What is not
/// known stands in the way, too. The cause goes to the log.
std::optional<std::string> refused_for_forwarding(const Host& host, const Login& login);

} // namespace mfa::pam
