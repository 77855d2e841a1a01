// The automaton of a pattern set, made deterministic where texts lead and no further: a character
// of a text that takes a way gone before costs one look into a table.
#pragma once

#include "engine/policy/pattern_set.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mfa::policy {

class PatternAutomaton {
public:
    /// The patterns of a text, as a set that has a number: the same number for the same owners
    /// until the automaton forgets.
    struct Hits {
        const std::vector<PatternSet::Owner>& owners; ///< valid until the next call
        std::uint32_t number;
    };

    /// It keeps about `bytes_max`. What goes beyond makes it forget all, and go on; where it would
    /// have to forget again and again for one text, or very many patterns are alive in it at once,
    /// that text is held against each pattern by itself. So the time is linear in the text,
    /// whatever the patterns.
    PatternAutomaton(PatternSet patterns, std::size_t bytes_max);

    /// Without memory it throws, having forgotten all.
    Hits match(std::string_view text);

    /// Grows each time that it forgets.
    [[nodiscard]] std::uint64_t generation() const { return m_generation; }
    [[nodiscard]] std::size_t bytes() const { return m_bytes; }

private:
    using StateId = std::uint32_t;
    static constexpr StateId unknown = UINT32_MAX;
    static constexpr std::size_t ascii_end = 128;

    using Table = std::array<StateId, ascii_end>;
    /// Most states have one way on that texts take; a table is for the others.
    struct State {
        PatternSet::Nodes nodes;
        std::uint32_t hits = unknown;
        Character first = characters_end; ///< the character that was read first
        StateId after_first = unknown;
        std::unique_ptr<Table> table;

        [[nodiscard]] StateId after(Character character) const;
        /// Returns how many bytes more that took.
        std::size_t keep(Character character, StateId next);
    };
    struct NodesHash {
        std::size_t operator()(const PatternSet::Nodes& nodes) const;
    };

    StateId state_of(PatternSet::Nodes nodes);
    Hits match_keeping(std::string_view whole);
    Hits match_one_by_one(std::string_view text);
    StateId step(StateId from, Character character);
    std::uint32_t hits_number(std::vector<PatternSet::Owner> owners);
    Hits hits_of(std::uint32_t number) const;
    void forget();

    PatternSet m_patterns;
    std::size_t m_bytes_max;
    std::size_t m_bytes = 0;
    std::uint64_t m_generation = 0;
    std::deque<State> m_states;
    std::unordered_map<PatternSet::Nodes, StateId, NodesHash> m_known;
    std::map<std::vector<PatternSet::Owner>, std::uint32_t> m_hits;
    std::vector<const std::vector<PatternSet::Owner>*> m_hits_by_number; ///< keys of m_hits
};

} // namespace mfa::policy
