#include "engine/policy/pattern_set.hpp"

#include <algorithm>
#include <tuple>

namespace mfa::policy {

namespace {

template <typename Items>
void sort_out(Items& items) {
    std::sort(items.begin(), items.end());
    items.erase(std::unique(items.begin(), items.end()), items.end());
}

} // namespace

void PatternSet::add(const Pattern& pattern, Owner owner) {
    std::u32string symbols{pattern.symbols()};
    if (m_letter_case == LetterCase::ignored) {
        std::transform(symbols.begin(), symbols.end(), symbols.begin(), folded);
    }
    m_entries.push_back({std::move(symbols), owner});
}

void PatternSet::seal() {
    const auto key = [](const Entry& entry) { return std::tie(entry.symbols, entry.owner); };
    std::sort(m_entries.begin(), m_entries.end(),
              [&](const Entry& left, const Entry& right) { return key(left) < key(right); });
}

PatternSet::Nodes PatternSet::start() const {
    Nodes nodes;
    add_with_stars({0, static_cast<std::uint32_t>(m_entries.size()), 0, false}, nodes);
    sort_out(nodes);
    return nodes;
}

PatternSet::Nodes PatternSet::after(const Nodes& nodes, Character character) const {
    const Character symbol = m_letter_case == LetterCase::ignored ? folded(character) : character;
    Nodes next;
    for (const Node& node : nodes) {
        if (node.repeats) {
            next.push_back(node);
        }
        add_with_stars(having(node, symbol), next);
        add_with_stars(having(node, Pattern::any_character), next);
    }
    sort_out(next);
    return next;
}

std::vector<PatternSet::Owner> PatternSet::owners(const Nodes& nodes) const {
    std::vector<Owner> found;
    for (const Node& node : nodes) {
        // The shortest come first, so those that end here lead the range.
        for (std::uint32_t i = node.begin;
             i < node.end && m_entries[i].symbols.size() == node.depth; ++i) {
            found.push_back(m_entries[i].owner);
        }
    }
    sort_out(found);
    return found;
}

std::vector<PatternSet::Owner> PatternSet::owners_one_by_one(std::string_view text) const {
    const std::u32string characters = characters_of(text, m_letter_case);
    std::vector<Owner> found;
    for (const Entry& entry : m_entries) {
        if (covers(entry.symbols, characters)) {
            found.push_back(entry.owner);
        }
    }
    sort_out(found);
    return found;
}

/// Those of the node that go on with `symbol`, one step further; an empty range where none does.
PatternSet::Node PatternSet::having(const Node& node, Character symbol) const {
    // -1 for a pattern that ends here, so that it comes before every symbol.
    const auto next = [&](const Entry& entry) {
        return node.depth < entry.symbols.size() ? std::int64_t{entry.symbols[node.depth]} : -1;
    };
    const auto first = m_entries.begin() + node.begin;
    const auto last = m_entries.begin() + node.end;
    const auto begin = std::partition_point(
        first, last, [&](const Entry& entry) { return next(entry) < std::int64_t{symbol}; });
    const auto end = std::partition_point(
        begin, last, [&](const Entry& entry) { return next(entry) == std::int64_t{symbol}; });
    const auto index = [&](auto place) {
        return static_cast<std::uint32_t>(place - m_entries.begin());
    };
    return {index(begin), index(end), node.depth + 1, false};
}

/// The node, and what follows when a `*` after it takes nothing. Two stars never follow each other.
void PatternSet::add_with_stars(Node node, Nodes& nodes) const {
    if (node.begin == node.end) {
        return;
    }
    nodes.push_back(node);
    Node star = having(node, Pattern::any_text);
    if (star.begin != star.end) {
        star.repeats = true;
        nodes.push_back(star);
    }
}

} // namespace mfa::policy
