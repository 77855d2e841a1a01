#include "engine/policy/wildcard.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace mfa::policy {

namespace {

using Symbols = std::u32string_view;

bool takes(Character symbol, Character character) {
    return symbol == Pattern::any_character || symbol == character;
}

bool fits_at(Symbols segment, Symbols text, std::size_t at) {
    for (std::size_t i = 0; i < segment.size(); ++i) {
        if (!takes(segment[i], text[at + i])) {
            return false;
        }
    }
    return true;
}

/// How many symbols at the start of the pattern take the text's characters one by one; a `*` does
/// not.
std::size_t fitting_head(Symbols pattern, Symbols text) {
    const std::size_t size = std::min(pattern.size(), text.size());
    std::size_t i = 0;
    while (i < size && pattern[i] != Pattern::any_text && takes(pattern[i], text[i])) {
        ++i;
    }
    return i;
}

/// Where `word` begins in `text`, every place counted once in `counts` at `offset` before it:
/// Knuth, Morris and Pratt, because a text and a word that a request brings may repeat themselves.
void count_places(Symbols word, Symbols text, std::size_t offset,
                  std::vector<std::size_t>& counts) {
    std::vector<std::size_t> border(word.size() + 1, 0);
    std::size_t length = 0;
    for (std::size_t i = 1; i < word.size(); ++i) {
        while (length > 0 && word[i] != word[length]) {
            length = border[length];
        }
        length += word[i] == word[length] ? 1 : 0;
        border[i + 1] = length;
    }
    length = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        while (length > 0 && (length == word.size() || text[i] != word[length])) {
            length = border[length];
        }
        length += text[i] == word[length] ? 1 : 0;
        if (length == word.size() && i + 1 >= length + offset) {
            ++counts[i + 1 - length - offset];
        }
    }
}

/// The first place where the segment fits, when both are long: the place where all its words stand,
/// each looked for by itself.
std::optional<std::size_t> find_by_words(Symbols segment, Symbols text) {
    std::vector<std::size_t> counts(text.size(), 0);
    std::size_t words = 0;
    for (std::size_t begin = 0; begin < segment.size();) {
        const std::size_t end =
            std::min(segment.find(Pattern::any_character, begin), segment.size());
        if (end > begin) {
            count_places(segment.substr(begin, end - begin), text, begin, counts);
            ++words;
        }
        begin = end + 1;
    }
    for (std::size_t at = 0; at + segment.size() <= text.size(); ++at) {
        if (counts[at] == words) {
            return at;
        }
    }
    return std::nullopt;
}

/// What trying each place costs at most before the words are looked for.
constexpr std::size_t plain_steps_max = 1UL << 14U;

/// The first place in the text where the segment, which has no `*`, fits.
std::optional<std::size_t> find(Symbols segment, Symbols text) {
    if (segment.size() > text.size()) {
        return std::nullopt;
    }
    if (segment.size() > plain_steps_max / text.size()) {
        return find_by_words(segment, text);
    }
    for (std::size_t at = 0; at + segment.size() <= text.size(); ++at) {
        if (fits_at(segment, text, at)) {
            return at;
        }
    }
    return std::nullopt;
}

/// The segments between the `*` after the first and before the last, each at its first place: a
/// later place leaves less room for those that follow.
bool fit_in_order(Symbols segments, Symbols text) {
    while (!segments.empty()) {
        const std::size_t end = std::min(segments.find(Pattern::any_text), segments.size());
        const Symbols segment = segments.substr(0, end);
        if (!segment.empty()) {
            const auto at = find(segment, text);
            if (!at) {
                return false;
            }
            text.remove_prefix(*at + segment.size());
        }
        segments.remove_prefix(std::min(end + 1, segments.size()));
    }
    return true;
}

} // namespace

Pattern Pattern::from_wildcards(std::string_view text) {
    Pattern pattern;
    while (!text.empty()) {
        const Character character = take_character(text);
        if (character == U'*') {
            pattern.add_any_text();
        } else if (character == U'?') {
            pattern.add_any_character();
        } else {
            pattern.m_symbols += character;
        }
    }
    return pattern;
}

void Pattern::add_literal(std::string_view text) {
    append(characters_of(text, LetterCase::exact));
}

void Pattern::add_any_character() {
    m_symbols += any_character;
}

void Pattern::add_any_text() {
    if (m_symbols.empty() || m_symbols.back() != any_text) { // ** says no more than *
        m_symbols += any_text;
    }
}

void Pattern::add(const Pattern& other) {
    const bool is_star_twice =
        !m_symbols.empty() && m_symbols.back() == any_text && other.m_symbols.starts_with(any_text);
    append(std::u32string_view{other.m_symbols}.substr(is_star_twice ? 1 : 0));
}

/// A value from outside need not be UTF-8: parts of a character that come to stand side by side are
/// the character.
void Pattern::append(std::u32string_view symbols) {
    const auto is_part = [](Character symbol) { return symbol >= 0x80 && symbol <= 0xFF; };
    const auto* const last = std::find_if_not(symbols.begin(), symbols.end(), is_part);
    std::string parts;
    if (last != symbols.begin()) {
        std::size_t first = m_symbols.size();
        while (first > 0 && is_part(m_symbols[first - 1])) {
            --first;
        }
        for (const Character symbol : m_symbols.substr(first)) {
            parts += text_of(symbol);
        }
        m_symbols.resize(first);
        for (const Character symbol :
             symbols.substr(0, static_cast<std::size_t>(last - symbols.begin()))) {
            parts += text_of(symbol);
        }
        symbols.remove_prefix(static_cast<std::size_t>(last - symbols.begin()));
    }
    m_symbols += characters_of(parts, LetterCase::exact);
    m_symbols += symbols;
}

std::u32string characters_of(std::string_view text, LetterCase letter_case) {
    std::u32string characters;
    characters.reserve(text.size());
    while (!text.empty()) {
        const Character character = take_character(text);
        characters += letter_case == LetterCase::ignored ? folded(character) : character;
    }
    return characters;
}

bool covers(Symbols pattern, Symbols text) {
    const std::size_t first_star = fitting_head(pattern, text);
    if (first_star == pattern.size()) {
        return text.size() == pattern.size();
    }
    if (pattern[first_star] != Pattern::any_text) {
        return false; // most end here, whatever their length
    }
    const std::size_t last_star = pattern.rfind(Pattern::any_text);
    const Symbols head = pattern.substr(0, first_star);
    const Symbols tail = pattern.substr(last_star + 1);
    if (head.size() + tail.size() > text.size() ||
        !fits_at(tail, text, text.size() - tail.size())) {
        return false;
    }
    return fit_in_order(pattern.substr(first_star, last_star - first_star),
                        text.substr(head.size(), text.size() - head.size() - tail.size()));
}

bool covers(const Pattern& pattern, std::string_view text, LetterCase letter_case) {
    std::u32string symbols{pattern.symbols()};
    if (letter_case == LetterCase::ignored) {
        for (Character& symbol : symbols) {
            symbol = folded(symbol);
        }
    }
    return covers(symbols, characters_of(text, letter_case));
}

} // namespace mfa::policy
