#include "engine/policy/lint/pattern_cover.hpp"

#include "engine/base/text.hpp"
#include "engine/policy/text_rules.hpp"

#include <algorithm>
#include <set>

namespace mfa::policy::lint {

namespace {

// Far more than patterns that people write need; what goes beyond counts as not covered.
constexpr std::size_t states_max = 1UL << 14U;
constexpr Symbol any_other_character = 0xFFFF'FFF2;

bool is_character(Symbol symbol) {
    return symbol < first_variable || symbol == any_other_character;
}

bool takes(Symbol pattern_symbol, Symbol read) {
    return pattern_symbol == any_text || pattern_symbol == read ||
           (pattern_symbol == any_character && is_character(read));
}

void append(const Pattern& pattern, LetterCase letter_case, Symbols& symbols) {
    for (const Character symbol : pattern.symbols()) {
        if (symbol == Pattern::any_character) {
            symbols.push_back(any_character);
        } else if (symbol == Pattern::any_text) {
            if (symbols.empty() || symbols.back() != any_text) {
                symbols.push_back(any_text);
            }
        } else {
            symbols.push_back(letter_case == LetterCase::ignored ? folded(symbol) : symbol);
        }
    }
}

/// Where a pattern may be after some text; ascending, without duplicates.
using Places = std::vector<std::size_t>;

/// Steps over `*`, and forgets what a later `*` makes superfluous: what follows an earlier `*` is
/// covered from the later one, too.
Places closed(const Symbols& pattern, const Places& places) {
    std::set<std::size_t> all;
    for (std::size_t place : places) {
        all.insert(place);
        while (place < pattern.size() && pattern[place] == any_text) {
            all.insert(++place);
        }
    }
    const auto last_star = std::find_if(all.rbegin(), all.rend(), [&](std::size_t place) {
        return place < pattern.size() && pattern[place] == any_text;
    });
    const std::size_t first = last_star == all.rend() ? 0 : *last_star;
    return {all.lower_bound(first), all.end()};
}

Places after(const Symbols& pattern, const Places& places, Symbol read) {
    Places next;
    for (const std::size_t place : places) {
        if (place < pattern.size() && takes(pattern[place], read)) {
            next.push_back(pattern[place] == any_text ? place : place + 1);
        }
    }
    return closed(pattern, next);
}

/// Looks for a text of `inner` that `outer` does not cover.
class InclusionSearch {
public:
    InclusionSearch(const Symbols& outer, const Symbols& inner) : m_outer{outer}, m_inner{inner} {
        std::set<Symbol> characters{any_other_character};
        std::copy_if(outer.begin(), outer.end(), std::inserter(characters, characters.end()),
                     is_character);
        m_characters.assign(characters.begin(), characters.end());
    }

    bool is_included() {
        visit(0, closed(m_outer, {0}));
        while (!m_open.empty()) {
            if (m_seen.size() > states_max) {
                return false;
            }
            const State state = m_open.back();
            m_open.pop_back();
            const auto& [place, places] = state;
            if (place == m_inner.size()) {
                if (places.empty() || places.back() != m_outer.size()) {
                    return false;
                }
                continue;
            }
            read(m_inner[place], place, places);
        }
        return true;
    }

private:
    using State = std::pair<std::size_t, Places>;

    void read(Symbol symbol, std::size_t place, const Places& places) {
        if (symbol != any_text && symbol != any_character) {
            visit(place + 1, after(m_outer, places, symbol));
            return;
        }
        if (symbol == any_text) {
            visit(place + 1, places);
        }
        for (const Symbol character : m_characters) {
            visit(symbol == any_text ? place : place + 1, after(m_outer, places, character));
        }
    }

    void visit(std::size_t place, Places places) {
        State state{place, std::move(places)};
        if (m_seen.insert(state).second) {
            m_open.push_back(std::move(state));
        }
    }

    const Symbols& m_outer;
    const Symbols& m_inner;
    std::vector<Symbol> m_characters;
    std::set<State> m_seen;
    std::vector<State> m_open;
};

/// Whether `outer` takes the symbols of `inner` one by one, its wildcards as they stand: then it
/// covers whatever they stand for. Without wildcards in `inner` that is all there is to find out.
bool takes_symbols(const Symbols& outer, const Symbols& inner) {
    const auto takes_one = [](Symbol pattern_symbol, Symbol symbol) {
        return pattern_symbol == symbol ||
               (pattern_symbol == any_character && symbol < first_variable);
    };
    std::size_t at = 0;
    std::size_t star = outer.size(); // the last one passed; what follows it may begin later
    std::size_t resume = 0;
    for (std::size_t i = 0; i < inner.size();) {
        if (at < outer.size() && outer[at] == any_text) {
            star = at++;
            resume = i;
        } else if (at < outer.size() && takes_one(outer[at], inner[i])) {
            ++at;
            ++i;
        } else if (star < outer.size()) {
            at = star + 1;
            i = ++resume;
        } else {
            return false;
        }
    }
    return std::all_of(outer.begin() + static_cast<std::ptrdiff_t>(at), outer.end(),
                       [](Symbol symbol) { return symbol == any_text; });
}

bool has_wildcard(const Symbols& pattern) {
    return std::any_of(pattern.begin(), pattern.end(),
                       [](Symbol symbol) { return symbol == any_text || symbol == any_character; });
}

bool is_wild(Symbol symbol) {
    return symbol >= first_variable;
}

template <typename Iterator>
bool differ(Iterator left, Iterator left_end, Iterator right, Iterator right_end) {
    for (; left != left_end && right != right_end; ++left, ++right) {
        if (is_wild(*left) || is_wild(*right)) {
            return false;
        }
        if (*left != *right) {
            return true;
        }
    }
    return false;
}

/// The cheap half: most pairs differ before the first wildcard or after the last.
bool ends_differ(const Symbols& left, const Symbols& right) {
    return differ(left.begin(), left.end(), right.begin(), right.end()) ||
           differ(left.rbegin(), left.rend(), right.rbegin(), right.rend());
}

} // namespace

Symbol VariableSymbols::of(const Variable& variable) {
    const auto next = static_cast<Symbol>(first_variable + m_symbols.size());
    return m_symbols.try_emplace({to_lower(variable.key), variable.default_text}, next)
        .first->second;
}

Symbols symbols_of(const Pattern& pattern, LetterCase letter_case) {
    Symbols symbols;
    append(pattern, letter_case, symbols);
    return symbols;
}

Symbols symbols_of(const Template& text, VariableSymbols& variables) {
    Symbols symbols;
    for (const Template::Piece& piece : text.pieces()) {
        if (const auto* pattern = std::get_if<Pattern>(&piece)) {
            append(*pattern, LetterCase::exact, symbols);
        } else {
            symbols.push_back(variables.of(std::get<Variable>(piece)));
        }
    }
    return symbols;
}

bool includes(const Symbols& outer, const Symbols& inner) {
    if (outer == inner || (outer.size() == 1 && outer.front() == any_text)) {
        return true;
    }
    if (ends_differ(outer, inner)) {
        return false;
    }
    if (takes_symbols(outer, inner)) {
        return true;
    }
    return has_wildcard(inner) && has_wildcard(outer) &&
           InclusionSearch{outer, inner}.is_included();
}

bool may_meet(const Symbols& left, const Symbols& right) {
    if (ends_differ(left, right)) {
        return false;
    }
    const auto is_any = [](const Symbols& pattern, std::size_t place) {
        return place < pattern.size() &&
               (pattern[place] == any_text ||
                (pattern[place] >= first_variable && pattern[place] < any_character));
    };
    // row[j]: whether the places (i, j) can be reached by reading the same text in both.
    std::vector<bool> row(right.size() + 1, false);
    row[0] = true;
    for (std::size_t i = 0; i <= left.size(); ++i) {
        std::vector<bool> next(right.size() + 1, false);
        for (std::size_t j = 0; j <= right.size(); ++j) {
            if (!row[j]) {
                continue;
            }
            if (i == left.size() && j == right.size()) {
                return true;
            }
            const bool left_any = is_any(left, i);
            const bool right_any = is_any(right, j);
            if (right_any || (left_any && j < right.size())) {
                row[j + 1] = true; // right's `*` ends, or left's `*` takes what right has
            }
            if (i < left.size()) {
                next[j] = next[j] || left_any || right_any;
                const bool both_take =
                    j < right.size() && (left_any || right_any || left[i] == right[j] ||
                                         left[i] == any_character || right[j] == any_character);
                if (both_take) {
                    next[j + 1] = true;
                }
            }
        }
        row = std::move(next);
    }
    return false;
}

} // namespace mfa::policy::lint
