#pragma once

#include "engine/base/result.hpp"
#include "engine/base/secret_buffer.hpp"
#include "engine/transfer/report.hpp"

#include <string>

namespace mfa::tool {

/// Has a PSKC file read by the program at `path`, which is mfa_read_pskc: in a process of its own,
/// with an empty environment and nothing open but the channel to us. An empty password is none.
Result<transfer::Report> read_pskc_apart(const std::string& path, const SecretBuffer& content,
                                         const SecretBuffer& password);

} // namespace mfa::tool
