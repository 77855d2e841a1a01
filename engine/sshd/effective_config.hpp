#pragma once

#include "engine/base/result.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace mfa::sshd {

/// What `sshd -T` prints: lines of a setting in lower case and its value. Of those that stand more
/// than once the last counts, and lines of another form are left out.
using EffectiveConfig = std::map<std::string, std::string, std::less<>>;

EffectiveConfig read_effective_config(std::string_view output);

/// The settings that let a connection do more than run a session, as `allowtcpforwarding yes`; none
/// when all of that is off. An Error where one is missing: sshd did not answer.
///
/// DisableForwarding counts for TCP, Unix sockets and tunnels. Not for X11 and the agent, which it
/// leaves on in every OpenSSH from 7.4 to 9.9 (CVE-2025-32728): those must be off by themselves.
Result<std::vector<std::string>> open_forwardings(const EffectiveConfig& config);

} // namespace mfa::sshd
