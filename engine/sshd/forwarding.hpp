// Whether the running sshd forwards for one connection. Asked of sshd itself (`sshd -T -C …`), with
// the arguments that the running one has, and believed only where its files have not changed since.
//
// Not covered: `Match RDomain`, which -T takes as never fulfilled.
#pragma once

#include "engine/base/result.hpp"

#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace mfa::sshd {

/// What Match lines look at.
struct Connection {
    std::string user;
    std::string host;
    std::string address;
    std::string local_address;
    std::string local_port;
};

/// From sshd's SSH_CONNECTION (`address port local-address local-port`); `host` may be empty, then
/// it is the address. invalid_input for anything else, and for words that -C would split.
Result<Connection> read_connection(std::string_view ssh_connection, std::string user,
                                   std::string host);

/// The forwardings that are not off for the connection that `process` serves; each as in sshd's
/// configuration. An Error means that it is not known; invalid_config, that a restart of sshd makes
/// it known.
Result<std::vector<std::string>> forwardings_of(pid_t process, const Connection& connection);

} // namespace mfa::sshd
