// The sshd that listens: the process above the one that opens a session.
#pragma once

#include "engine/base/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace mfa::sshd {

struct Listener {
    pid_t process = 0;
    std::string program;
    /// Those of its arguments that decide about its configuration, as another sshd takes them.
    std::vector<std::string> arguments;
    std::string config_file = "/etc/ssh/sshd_config";
};

/// What a process of this title was started with (`sshd: /usr/sbin/sshd -D [listener] 0 of 10-100
/// startups`); nothing when that is no listener's title. invalid_config where the words cannot be
/// told apart any more: the title joins them by blanks.
Result<std::optional<Listener>> read_title(std::string_view title);

/// The listener above `process`. Root's processes alone are believed. not_found where there is
/// none: sshd run by inetd, or by systemd for each connection.
Result<Listener> find_listener(pid_t process);

} // namespace mfa::sshd
