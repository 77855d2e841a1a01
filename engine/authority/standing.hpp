// Who is shut out: a user whom an administrator has disabled (`mfa_tool admin disable`).
//
// MUST: asked at each step that could let somebody in or give a session a factor: auth_begin,
// auth_verify, account, session_open, and the tool's verify and enable. No factor of such a user
// counts, and he opens no session through pam_mfa, also where the policy would let him in without
// a factor.
#pragma once

#include "engine/authority/services.hpp"
#include "engine/device/account.hpp"
#include "engine/wire/message.hpp"

#include <optional>

namespace mfa::authority {

/// Root cannot be shut out: a host without anybody who can repair it helps no one.
bool can_be_shut_out(uid_t uid);

bool is_shut_out(const device::Account& account);
/// The same of somebody whose account is not open. A record that cannot be read is an Error: nobody
/// knows then, and so he is not let in. Root's is not read.
Result<bool> is_shut_out(const Services& services, const device::Owner& owner);

/// What the tool answers to a user who is shut out; nothing to anybody else.
std::optional<wire::Message> refused_for_standing(const Services& services,
                                                  const device::Account& account);

/// One audit line for somebody who was turned away for it.
void log_shut_out(const Services& services, std::string_view user, std::string_view service,
                  std::string_view remote_host);

inline constexpr std::string_view shut_out_sentence =
    "an administrator has disabled your access to this host";

} // namespace mfa::authority
