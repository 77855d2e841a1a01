// What somebody in a limited session might try. Each is one system call, or the few that lead up to
// it, and ends with 0 or with the errno of what was refused.
#pragma once

#include <cerrno>
#include <span>
#include <string>

namespace attempts {

struct Attempt {
    const char* name;
    int (*make)(const std::string& argument);
};

std::span<const Attempt> on_files();
std::span<const Attempt> on_programs(); ///< running them, and code that is not root's
std::span<const Attempt> on_processes();
std::span<const Attempt> on_sockets();
std::span<const Attempt> on_kernel(); ///< worlds of one's own, and what only root may anyway

inline int outcome(long result) {
    return result < 0 ? errno : 0;
}

} // namespace attempts
