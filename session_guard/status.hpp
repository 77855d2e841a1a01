#pragma once

#include "engine/base/result.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace mfa::session_guard {

struct Status {
    std::size_t rules = 0; ///< programs that are attached
    std::size_t limited = 0;
    std::size_t granted = 0;
    std::size_t closed = 0;
    std::size_t room = 0;                                       ///< sessions that there may be
    std::vector<std::pair<std::string, std::uint64_t>> refused; ///< hook, how often since loading
};

/// ErrorKind::not_found where no guard is loaded.
Result<Status> read_status();

} // namespace mfa::session_guard
