#include "engine/policy/compare/witness.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

namespace mfa::policy::compare {

namespace {

constexpr std::uint32_t colon = ':';
// More than this in each of the most states that there may be is too much work.
constexpr std::size_t places_mean_max = 25;

std::uint32_t raised(std::uint32_t value) {
    return value >= 'a' && value <= 'z' ? value - 'a' + 'A' : value;
}

class Product {
public:
    Product(std::span<const TextPattern> patterns, std::size_t states_max)
        : m_states_max{states_max} {
        for (const TextPattern& pattern : patterns) {
            for (const Symbol& symbol : pattern.symbols) {
                m_places.push_back({symbol, pattern.letter_case, false, 0});
            }
            m_places.push_back({{}, pattern.letter_case, true, 0});
            for (std::size_t i = m_starts.empty() ? 0 : m_ends.back() + 1; i < m_places.size();
                 ++i) {
                m_places[i].pattern = m_starts.size();
            }
            m_starts.push_back(
                static_cast<std::uint32_t>(m_places.size() - 1 - pattern.symbols.size()));
            m_ends.push_back(static_cast<std::uint32_t>(m_places.size() - 1));
        }
        m_other = character_in_no_pattern();
    }

    Witnesses run() {
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

private:
    using Places = std::vector<std::uint32_t>;
    static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

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

    [[nodiscard]] bool is_star(std::uint32_t place) const {
        return !m_places[place].is_end && m_places[place].symbol.kind == SymbolKind::any_text;
    }

    std::uint32_t character_in_no_pattern() const {
        std::set<std::uint32_t> used;
        for (const Place& place : m_places) {
            used.insert(folded(place.symbol.value));
        }
        for (const char c : std::string_view{"xyzwvutqrspkjhgfdm0123456789"}) {
            if (used.count(static_cast<unsigned char>(c)) == 0) {
                return static_cast<unsigned char>(c);
            }
        }
        std::uint32_t value = 0xC480; // U+0100 and on, in UTF-8
        while (used.count(value) != 0) {
            value += (value & 0xFFU) == 0xBFU ? 0x100 - 0x3F : 1;
        }
        return value;
    }

    /// Steps over `*`. What stands before a `*` that has been reached is covered by it.
    Places closed(const Places& places) const {
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
    std::set<std::uint32_t> characters_at(const Places& places) const {
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

    Places after(const Places& places, std::uint32_t character) const {
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

    void visit(Places places, std::size_t before, std::uint32_t character) {
        const auto [entry, is_new] = m_seen.insert(std::move(places));
        if (!is_new) {
            return;
        }
        m_places_seen += entry->size();
        m_states.push_back({&*entry, before, character});
        Places accepted;
        std::copy_if(entry->begin(), entry->end(), std::back_inserter(accepted),
                     [this](std::uint32_t place) { return m_places[place].is_end; });
        if (m_combinations.insert(std::move(accepted)).second) {
            m_result.texts.push_back(text_of(m_states.size() - 1));
        }
    }

    std::string text_of(std::size_t state) const {
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

    std::size_t m_states_max;
    std::size_t m_places_seen = 0; ///< over all states: what memory and time go with
    std::vector<Place> m_places;
    Places m_starts;
    Places m_ends;
    std::uint32_t m_other = 0;
    std::set<Places> m_seen;
    std::vector<State> m_states;
    std::set<Places> m_combinations;
    Witnesses m_result;
};

} // namespace

bool may_meet(const TextPattern& left, const TextPattern& right) {
    const auto& l = left.symbols;
    const auto& r = right.symbols;
    const auto is_any = [](const std::vector<Symbol>& symbols, std::size_t place) {
        return place < symbols.size() && (symbols[place].kind == SymbolKind::any_text ||
                                          symbols[place].kind == SymbolKind::variable);
    };
    const auto takes_same = [](const Symbol& one, const Symbol& other) {
        return one.kind != SymbolKind::literal || other.kind != SymbolKind::literal ||
               folded(one.value) == folded(other.value);
    };
    // row[j]: whether places (i, j) can be reached by reading the same text in both.
    std::vector<bool> row(r.size() + 1, false);
    row[0] = true;
    for (std::size_t i = 0; i <= l.size(); ++i) {
        std::vector<bool> next(r.size() + 1, false);
        for (std::size_t j = 0; j <= r.size(); ++j) {
            if (!row[j]) {
                continue;
            }
            const bool left_any = is_any(l, i);
            const bool right_any = is_any(r, j);
            if (j < r.size() && (left_any || right_any)) {
                row[j + 1] = true;
            }
            if (i < l.size() && (left_any || right_any)) {
                next[j] = true;
            }
            if (i < l.size() && j < r.size() && takes_same(l[i], r[j])) {
                next[j + 1] = true;
            }
        }
        if (i == l.size()) {
            return row[r.size()];
        }
        row = std::move(next);
    }
    return false;
}

Witnesses find_witnesses(std::span<const TextPattern> patterns, std::size_t states_max) {
    return Product{patterns, states_max}.run();
}

} // namespace mfa::policy::compare
