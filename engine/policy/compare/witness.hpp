// One text for each way in which texts can relate to a set of patterns: the patterns run side by
// side as one automaton, and the first text that leads to each combination is kept.
#pragma once

#include "engine/policy/compare/text_pattern.hpp"

#include <span>
#include <string>
#include <vector>

namespace mfa::policy::compare {

struct Witnesses {
    std::vector<std::string> texts; ///< one for each combination, the shortest
    bool is_complete = true;        ///< false: the automaton has more states than were looked at
};

/// Variables must have been resolved.
Witnesses find_witnesses(std::span<const TextPattern> patterns, std::size_t states_max);

/// Whether some text may be covered by both, whatever variables stand for and letters' case aside.
/// Never wrongly false.
bool may_meet(const TextPattern& left, const TextPattern& right);

} // namespace mfa::policy::compare
