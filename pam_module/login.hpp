#pragma once

#include "engine/base/result.hpp"
#include "engine/wire/message.hpp"
#include "pam_module/host.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mfa::pam {

/// Who logs in, through what and from where, as the host program says. Empty: not said.
struct Login {
    std::string user; ///< PAM_USER: for su the account that is wanted, the caller is remote_user
    std::string service;
    std::string tty;
    std::string remote_host;
    /// Who calls: PAM_RUSER, but in a setuid program (su) the real uid, which nobody can claim.
    std::string remote_user;
    std::vector<std::string> auth_methods;

    /// A request that begins with all of this.
    [[nodiscard]] wire::Message request(wire::MessageType type) const;
};

/// In the auth phase, which may come before the user name is known.
Result<Login> login_asking_for_user(const Host& host);
/// In the other phases: without PAM_USER there is nobody to let in.
Result<Login> login_of_known_user(const Host& host);

/// The methods in sshd's SSH_AUTH_INFO_0: one line for each, `METHOD[/SUBMETHOD] [KEY…]`.
std::vector<std::string> methods_in_auth_info(std::string_view auth_info);

} // namespace mfa::pam
