// Patterns that run side by side as one automaton: its states are the places where each may be
// after some text. Each is visited once, by the shortest text that leads to it.
#pragma once

#include "engine/policy/compare/witness.hpp"

#include <set>
#include <span>
#include <string>
#include <vector>

namespace mfa::policy::compare {

class PatternProduct {
public:
    /// `other`: a character that no pattern waits for. Texts that cannot come to meet each
    /// requirement are not followed.
    PatternProduct(std::span<const TextPattern> patterns, std::span<const Requirement> requirements,
                   std::uint32_t other, std::size_t states_max);

    /// The shortest text for each combination of patterns that meets the requirements.
    Witnesses run();

private:
    using Places = std::vector<std::uint32_t>;

    struct Place {
        Symbol symbol;
        LetterCase letter_case;
        bool is_end;
        std::size_t pattern;
    };
    struct State {
        const Places* places; ///< a key of m_seen, which stays where it is
        std::size_t before;
        std::uint32_t character;
    };

    void add(const TextPattern& pattern);
    [[nodiscard]] bool meets_requirements(const Places& places) const;
    [[nodiscard]] bool is_star(std::uint32_t place) const;
    [[nodiscard]] Places closed(const Places& places) const;
    [[nodiscard]] std::set<std::uint32_t> characters_at(const Places& places) const;
    [[nodiscard]] Places after(const Places& places, std::uint32_t character) const;
    void visit(Places places, std::size_t before, std::uint32_t character);
    [[nodiscard]] std::string text_of(std::size_t state) const;

    std::size_t m_states_max;
    std::uint32_t m_other;
    std::size_t m_places_seen = 0; ///< over all states: what memory and time go with
    std::vector<Place> m_places;
    Places m_starts;
    std::vector<std::vector<bool>> m_requirements; ///< each by pattern
    std::set<Places> m_seen;
    std::vector<State> m_states;
    std::set<Places> m_combinations;
    Witnesses m_result;
};

} // namespace mfa::policy::compare
