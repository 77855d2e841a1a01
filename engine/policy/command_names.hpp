// Which commands a policy may allow, as far as that can be read off its Allow statements. Whether
// one is allowed is for evaluate() to say.
#pragma once

#include "engine/policy/model.hpp"

#include <string>
#include <vector>

namespace mfa::policy {

/// How the paths begin that a resource names: `/usr/bin/` of
/// `arn:aws:host:*:*:command/usr/bin/z*`, and `/` of `*`.
struct CommandName {
    std::string prefix;
    bool is_whole = false; ///< the prefix is the path, and the only one

    auto operator<=>(const CommandName&) const = default;
};

/// Of every Allow that takes in `host:RunCommand`; sorted, each once.
std::vector<CommandName> command_names(const PolicySet& policy);

} // namespace mfa::policy
