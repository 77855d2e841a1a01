// Many patterns, matched against one text at once.
//
// The patterns are sorted, so that those which begin alike stand side by side: a range of them and
// a depth are a node of the trie that they form, and nothing is built beyond the sorted list. A
// text is read character by character with the set of nodes that it has led to, as a
// nondeterministic automaton. Each character costs what the nodes are that are alive, whatever came
// before it.
#pragma once

#include "engine/policy/wildcard.hpp"

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mfa::policy {

class PatternSet {
public:
    /// Whoever the pattern belongs to; several patterns may have one owner.
    using Owner = std::uint32_t;

    explicit PatternSet(LetterCase letter_case) : m_letter_case{letter_case} {}

    void add(const Pattern& pattern, Owner owner);
    /// After the last add() and before anything else.
    void seal();

    /// The patterns [begin, end), of which the first `depth` symbols have been passed. Where the
    /// last of them is a `*`, `repeats`: it may take any number of characters more.
    struct Node {
        std::uint32_t begin;
        std::uint32_t end;
        std::uint32_t depth;
        bool repeats;

        auto operator<=>(const Node& other) const = default;
    };
    /// Sorted, none twice.
    using Nodes = std::vector<Node>;

    [[nodiscard]] Nodes start() const;
    [[nodiscard]] Nodes after(const Nodes& nodes, Character character) const;
    /// Of the patterns that cover a text which has led to `nodes`: sorted, none twice.
    [[nodiscard]] std::vector<Owner> owners(const Nodes& nodes) const;

    /// The same, each pattern by itself: slower, and nothing but linear in the text.
    [[nodiscard]] std::vector<Owner> owners_one_by_one(std::string_view text) const;

private:
    struct Entry {
        std::u32string symbols;
        Owner owner;
    };

    [[nodiscard]] Node having(const Node& node, Character symbol) const;
    void add_with_stars(Node node, Nodes& nodes) const;

    LetterCase m_letter_case;
    std::vector<Entry> m_entries; ///< sorted by symbols, then by owner
};

} // namespace mfa::policy
