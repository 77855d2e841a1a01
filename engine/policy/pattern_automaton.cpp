#include "engine/policy/pattern_automaton.hpp"

#include <utility>

namespace mfa::policy {

namespace {

/// How often it forgets for one text before it stops keeping.
constexpr int forgotten_max = 2;

/// More nodes alive at once cost more than the patterns do by themselves.
constexpr std::size_t nodes_max = 4096;

} // namespace

PatternAutomaton::PatternAutomaton(PatternSet patterns, std::size_t bytes_max)
    : m_patterns{std::move(patterns)}, m_bytes_max{bytes_max} {}

PatternAutomaton::Hits PatternAutomaton::match(std::string_view text) {
    try {
        return match_keeping(text);
    } catch (...) {
        forget(); // a state that was not finished would match nothing
        throw;
    }
}

PatternAutomaton::Hits PatternAutomaton::match_keeping(std::string_view whole) {
    if (m_bytes > m_bytes_max) {
        forget();
    }
    int forgotten = 0;
    StateId state = m_states.empty() ? state_of(m_patterns.start()) : 0;
    for (std::string_view text = whole; !text.empty();) {
        const Character character = take_character(text);
        const StateId next = m_states[state].after(character);
        if (next != unknown) {
            state = next;
            continue;
        }
        const bool is_full = m_bytes > m_bytes_max;
        if (m_states[state].nodes.size() > nodes_max || (is_full && forgotten == forgotten_max)) {
            return match_one_by_one(whole);
        }
        if (is_full) {
            auto nodes = std::move(m_states[state].nodes);
            forget();
            ++forgotten;
            state_of(m_patterns.start()); // state 0 is where every text begins
            state = state_of(std::move(nodes));
        }
        state = step(state, character);
    }
    State& last = m_states[state];
    if (last.hits == unknown) {
        last.hits = hits_number(m_patterns.owners(last.nodes));
    }
    return hits_of(last.hits);
}

PatternAutomaton::Hits PatternAutomaton::match_one_by_one(std::string_view text) {
    return hits_of(hits_number(m_patterns.owners_one_by_one(text)));
}

PatternAutomaton::StateId PatternAutomaton::State::after(Character character) const {
    if (character == first) {
        return after_first;
    }
    return table && character < ascii_end ? (*table)[character] : unknown;
}

std::size_t PatternAutomaton::State::keep(Character character, StateId next) {
    if (first == characters_end) {
        first = character;
        after_first = next;
        return 0;
    }
    if (character >= ascii_end) {
        return 0; // rare: the way is looked up among the states each time
    }
    const bool is_new = !table;
    if (is_new) {
        table = std::make_unique<Table>();
        table->fill(unknown);
    }
    (*table)[character] = next;
    return is_new ? sizeof(Table) : 0;
}

std::size_t PatternAutomaton::NodesHash::operator()(const PatternSet::Nodes& nodes) const {
    std::uint64_t hash = nodes.size();
    for (const PatternSet::Node& node : nodes) {
        const std::uint64_t place = (std::uint64_t{node.begin} << 32U) ^ node.end ^
                                    (std::uint64_t{node.depth} << 17U) ^ (node.repeats ? 1U : 0U);
        hash = (hash ^ place) * 0x9e37'79b9'7f4a'7c15U; // Fibonacci hashing
        hash ^= hash >> 29U;
    }
    return static_cast<std::size_t>(hash);
}

PatternAutomaton::StateId PatternAutomaton::state_of(PatternSet::Nodes nodes) {
    const auto found = m_known.find(nodes);
    if (found != m_known.end()) {
        return found->second;
    }
    const auto id = static_cast<StateId>(m_states.size());
    m_bytes +=
        sizeof(State) + sizeof *m_known.begin() + 2 * nodes.size() * sizeof(PatternSet::Node);
    m_known.emplace(nodes, id);
    m_states.emplace_back().nodes = std::move(nodes);
    return id;
}

PatternAutomaton::StateId PatternAutomaton::step(StateId from, Character character) {
    const StateId to = state_of(m_patterns.after(m_states[from].nodes, character));
    m_bytes += m_states[from].keep(character, to);
    return to;
}

std::uint32_t PatternAutomaton::hits_number(std::vector<PatternSet::Owner> owners) {
    const auto number = static_cast<std::uint32_t>(m_hits_by_number.size());
    const auto [entry, is_new] = m_hits.try_emplace(std::move(owners), number);
    if (is_new) {
        m_bytes += entry->first.size() * sizeof(PatternSet::Owner) + sizeof *entry;
        m_hits_by_number.push_back(&entry->first);
    }
    return entry->second;
}

PatternAutomaton::Hits PatternAutomaton::hits_of(std::uint32_t number) const {
    return {*m_hits_by_number[number], number};
}

void PatternAutomaton::forget() {
    m_states.clear();
    m_known.clear();
    m_hits_by_number.clear();
    m_hits.clear();
    m_bytes = 0;
    ++m_generation;
}

} // namespace mfa::policy
