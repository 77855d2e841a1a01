#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mfa::policy::lint {

enum class Severity : std::uint8_t {
    error,      ///< the policy cannot do its work
    warning,    ///< surely or most likely not what is meant
    suggestion, ///< right as it is, could be better
};

/// `error`, `warning`, `suggestion`.
std::string_view severity_name(Severity severity);

struct Finding {
    Severity severity;
    std::string code; ///< short and stable, such as `unknown-action`
    std::string file;
    int line;
    int column;
    std::string message; ///< what is wrong, and what to write instead; input in it is escaped
};

/// `FILE:LINE:COL: warning: MESSAGE [code]`, safe for a terminal.
std::string render(const Finding& finding);

} // namespace mfa::policy::lint
