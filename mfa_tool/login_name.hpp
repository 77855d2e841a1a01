#pragma once

#include <string>
#include <sys/types.h>

namespace mfa::tool {

/// getpwuid_r(3): the login name of a uid; empty where the system cannot tell.
std::string login_name_of(uid_t uid);

} // namespace mfa::tool
