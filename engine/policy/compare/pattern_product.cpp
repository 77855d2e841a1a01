#include "engine/policy/compare/pattern_product.hpp"

#include <algorithm>
#include <limits>

namespace mfa::policy::compare {

namespace {

constexpr std::uint32_t colon = ':';
constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
// More than this in each of the most states that there may be is too much work.
constexpr std::size_t places_mean_max = 25;

} // namespace

PatternProduct::PatternProduct(std::span<const TextPattern> patterns,
                               std::span<const Requirement> requirements, std::uint32_t other,
                               std::size_t states_max)
    : m_states_max{states_max}, m_other{other} {
    for (const Requirement& requirement : requirements) {
        std::vector<bool>& meets = m_requirements.emplace_back(patterns.size());
        for (const std::size_t index : requirement) {
            meets[index] = true;
        }
    }
    for (const TextPattern& pattern : patterns) {
        add(pattern);
    }
}

void PatternProduct::add(const TextPattern& pattern) {
    const std::size_t number = m_starts.size();
    m_starts.push_back(static_cast<std::uint32_t>(m_places.size()));
    for (const Symbol& symbol : pattern.symbols) {
        m_places.push_back({symbol, pattern.letter_case, false, number});
    }
    m_places.push_back({{}, pattern.letter_case, true, number});
}

Witnesses PatternProduct::run() {
    visit(closed(m_starts), none, 0);
    for (std::size_t i = 0; i < m_states.size(); ++i) {
        if (m_states.size() > m_states_max || m_places_seen > m_states_max * places_mean_max) {
            m_result.is_complete = false;
            break;
        }
        for (const std::uint32_t character : characters_at(*m_states[i].places)) {
            visit(after(*m_states[i].places, character), i, character);
        }
    }
    return std::move(m_result);
}

/// Whether for each requirement one of its patterns is among those.
bool PatternProduct::meets_requirements(const Places& places) const {
    return std::all_of(m_requirements.begin(), m_requirements.end(), [&](const auto& meets) {
        return std::any_of(places.begin(), places.end(),
                           [&](std::uint32_t place) { return meets[m_places[place].pattern]; });
    });
}

bool PatternProduct::is_star(std::uint32_t place) const {
    return !m_places[place].is_end && m_places[place].symbol.kind == SymbolKind::any_text;
}

/// Steps over `*`. What stands before a `*` that has been reached is covered by it.
PatternProduct::Places PatternProduct::closed(const Places& places) const {
    Places all;
    for (std::uint32_t place : places) {
        all.push_back(place);
        while (is_star(place)) {
            all.push_back(++place);
        }
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    Places kept;
    for (const std::uint32_t place : all) {
        if (is_star(place) && !m_places[place].symbol.stops_at_colon) {
            while (!kept.empty() && m_places[kept.back()].pattern == m_places[place].pattern) {
                kept.pop_back();
            }
        }
        kept.push_back(place);
    }
    return kept;
}

/// Characters that lead to different places: those that some pattern waits for, and one that
/// none does.
std::set<std::uint32_t> PatternProduct::characters_at(const Places& places) const {
    std::set<std::uint32_t> characters;
    for (const std::uint32_t index : places) {
        const Place& place = m_places[index];
        if (place.is_end) {
            continue;
        }
        if (place.symbol.kind == SymbolKind::literal) {
            characters.insert(place.symbol.value);
            if (place.letter_case == LetterCase::ignored) {
                characters.insert(folded(place.symbol.value));
                characters.insert(raised(place.symbol.value));
            }
        } else if (place.symbol.stops_at_colon) {
            characters.insert(colon);
        }
    }
    if (!places.empty()) {
        characters.insert(m_other);
    }
    return characters;
}

PatternProduct::Places PatternProduct::after(const Places& places, std::uint32_t character) const {
    Places next;
    for (const std::uint32_t index : places) {
        const Place& place = m_places[index];
        if (place.is_end) {
            continue;
        }
        if (place.symbol.kind == SymbolKind::literal) {
            const bool fits = place.letter_case == LetterCase::exact
                                  ? place.symbol.value == character
                                  : folded(place.symbol.value) == folded(character);
            if (fits) {
                next.push_back(index + 1);
            }
        } else if (!place.symbol.stops_at_colon || character != colon) {
            next.push_back(is_star(index) ? index : index + 1);
        }
    }
    return closed(next);
}

void PatternProduct::visit(Places places, std::size_t before, std::uint32_t character) {
    if (!meets_requirements(places)) {
        return; // and never will
    }
    const auto [entry, is_new] = m_seen.insert(std::move(places));
    if (!is_new) {
        return;
    }
    m_places_seen += entry->size();
    m_states.push_back({&*entry, before, character});
    Places accepted;
    std::copy_if(entry->begin(), entry->end(), std::back_inserter(accepted),
                 [this](std::uint32_t place) { return m_places[place].is_end; });
    if (meets_requirements(accepted) && m_combinations.insert(std::move(accepted)).second) {
        m_result.texts.push_back(text_of(m_states.size() - 1));
    }
}

std::string PatternProduct::text_of(std::size_t state) const {
    std::vector<std::uint32_t> characters;
    for (; m_states[state].before != none; state = m_states[state].before) {
        characters.push_back(m_states[state].character);
    }
    std::string text;
    for (auto at = characters.rbegin(); at != characters.rend(); ++at) {
        text += policy::text_of(*at);
    }
    return text;
}

} // namespace mfa::policy::compare
