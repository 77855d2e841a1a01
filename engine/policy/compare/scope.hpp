#pragma once

#include "engine/policy/wildcard.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace mfa::policy::compare {

/// What limits a search.
struct Limits {
    std::size_t states_max = 20'000;   ///< of one automaton
    std::size_t steps_max = 2'000'000; ///< combinations that are looked at
};

/// Which requests count.
struct Scope {
    std::optional<Pattern> action;   ///< nothing: all
    std::optional<Pattern> resource; ///< nothing: all
    /// Keys, in lower case, that have one of these values or (empty) are missing.
    std::map<std::string, std::vector<std::vector<std::string>>> keys;
};

} // namespace mfa::policy::compare
