// Values for a key that tell its conditions apart: at, inside and outside of each bound.
#pragma once

#include "engine/policy/compare/space.hpp"
#include "engine/policy/compare/text_pattern.hpp"

#include <span>
#include <string>
#include <unordered_set>
#include <vector>

namespace mfa::policy::compare {

/// Something that a request may have, and how unusual it is: examples are made of the cheapest.
struct Candidate {
    std::string text;
    int cost = 0;
};

struct Candidates {
    std::vector<Candidate> all; ///< no text twice
    bool is_complete = true;    ///< whether every combination of the conditions is among them

    void add(std::string text, int cost);

private:
    std::unordered_set<std::string> m_known;
};

/// Text that an automaton found, not a person.
inline constexpr int witness_cost = 10;

/// For a key (in lower case) that some of the statements `among` have conditions on. `patterns` it
/// is compared with beside them.
Candidates candidates_for(const std::string& key, const Space& space, const Bits& among,
                          const Context& context, std::vector<TextPattern> patterns,
                          std::size_t states_max);

/// The pattern with plain words for its wildcards.
std::string sample_of(std::string_view pattern);

} // namespace mfa::policy::compare
