// Whether what sshd's files say now is what the running sshd has read.
#pragma once

#include "engine/base/result.hpp"
#include "engine/sshd/listener.hpp"

#include <ctime>
#include <string>
#include <vector>

namespace mfa::sshd {

/// The configuration file and every file that it includes, and the folders in which included files
/// lie: a file that was taken away shows there. An Error for what cannot be read.
Result<std::vector<std::string>> config_files(const std::string& config_file);

/// When the listener has read its configuration: the time of its pid file, which it writes anew at
/// each restart; where there is none, its own start. Where there is none, a clock that was set by
/// a jump since then makes this wrong.
Result<timespec> config_read_at(const Listener& listener, const std::string& pid_file);

/// invalid_config, with the name, where one of the files was changed after `moment`. What counts is
/// the time of the change itself (ctime), which nobody can set.
Result<> unchanged_since(const std::vector<std::string>& files, const timespec& moment);

} // namespace mfa::sshd
