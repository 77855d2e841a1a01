// One text for each way in which texts can relate to a set of patterns: the patterns run side by
// side as one automaton, and the first text that leads to each combination is kept.
#pragma once

#include "engine/policy/compare/text_pattern.hpp"

#include <span>
#include <string>
#include <vector>

namespace mfa::policy::compare {

struct Witnesses {
    std::vector<std::string> texts; ///< one for each combination
    bool is_complete = true;        ///< false: the automaton has more states than were looked at
};

/// Patterns, by index, of which one must cover a text.
using Requirement = std::vector<std::size_t>;

/// Variables must have been resolved. Of texts that do not meet each requirement some may be
/// missing: they are not looked for.
Witnesses find_witnesses(std::span<const TextPattern> patterns, std::size_t states_max,
                         std::span<const Requirement> requirements = {});

} // namespace mfa::policy::compare
