// What the kernel's part has refused, as it tells it (guard_abi.h, `refusals`).
#pragma once

#include "engine/base/result.hpp"
#include "engine/guard/guard.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mfa::guard {

struct Refusal {
    SessionId session = 0;    ///< 0: none that is known
    uid_t owner = 0;          ///< the session's user
    uid_t uid = 0;            ///< as whom the program runs
    pid_t process = 0;        ///< as the first PID namespace has it
    std::string_view hook;    ///< of Linux' security modules, without `security_`
    std::uint32_t untold = 0; ///< how many of the session before it the kernel has only counted
    std::string program;      ///< the task's name, which it chooses itself
    std::string object;       ///< path or name of what it was about; empty where that is no file
};

/// `hook` by its number (enum mfa_hook); `?` for one that there is not.
std::string_view hook_name(std::size_t hook);

/// A record of the ring buffer. ErrorKind::internal where it has not the size of one.
Result<Refusal> read_refusal(const void* record, std::size_t size);

} // namespace mfa::guard
