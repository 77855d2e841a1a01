#include "engine/policy/wildcard.hpp"

#include "engine/policy/text_rules.hpp"

#include <optional>

namespace mfa::policy {

namespace {

constexpr std::size_t steps_max = 1UL << 26U;

char16_t unit_of(char c) {
    return static_cast<unsigned char>(c);
}

char16_t folded(char16_t unit) {
    return unit >= u'A' && unit <= u'Z' ? static_cast<char16_t>(unit - u'A' + u'a') : unit;
}

} // namespace

Pattern Pattern::from_wildcards(std::string_view text) {
    Pattern pattern;
    for (const char c : text) {
        if (c == '*') {
            pattern.add_any_text();
        } else if (c == '?') {
            pattern.add_any_character();
        } else {
            pattern.m_units += unit_of(c);
        }
    }
    return pattern;
}

void Pattern::add_literal(std::string_view text) {
    for (const char c : text) {
        m_units += unit_of(c);
    }
}

void Pattern::add_any_character() {
    m_units += any_character;
}

void Pattern::add_any_text() {
    if (m_units.empty() || m_units.back() != any_text) { // ** says no more than *
        m_units += any_text;
    }
}

/// Whether no character of the text reaches over this byte's beginning. The lead byte of one stands
/// at most three bytes before.
bool is_between_characters(std::string_view text, std::size_t at) {
    const auto is_tail = [&](std::size_t i) {
        return (static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U;
    };
    if (at >= text.size() || !is_tail(at)) {
        return true;
    }
    for (std::size_t back = 1; back <= 3 && back <= at; ++back) {
        if (!is_tail(at - back)) {
            return character_length(text.substr(at - back)) <= back;
        }
    }
    return true;
}

/// Greedy with one way back: when something does not fit, the last `*` takes one character more.
/// An earlier `*` never has to be tried again, because the later one can take what it could. That
/// is so because every wildcard begins and ends between characters, also where half a character
/// stands in the pattern (a value from outside need not be UTF-8).
class Matcher {
public:
    Matcher(const Pattern& pattern, std::string_view text, LetterCase letter_case)
        : m_units{pattern.m_units}, m_text{text}, m_letter_case{letter_case} {}

    Match run() {
        if (m_units.find(Pattern::any_text) != std::u16string::npos && !m_text.empty() &&
            m_units.size() > steps_max / m_text.size()) {
            return Match::failed;
        }
        while (m_at < m_text.size() || m_unit < m_units.size()) {
            if (!step() && !go_back()) {
                return Match::no;
            }
        }
        return Match::yes;
    }

private:
    /// Takes one unit of the pattern, if it fits here.
    bool step() {
        if (m_unit >= m_units.size()) {
            return false;
        }
        const char16_t unit = m_units[m_unit];
        const bool is_wildcard = unit == Pattern::any_text || unit == Pattern::any_character;
        if (is_wildcard && !is_between_characters(m_text, m_at)) {
            return false;
        }
        if (unit == Pattern::any_text) {
            ++m_unit;
            m_star = Star{m_unit, m_at};
            return true;
        }
        if (m_at >= m_text.size()) {
            return false;
        }
        if (unit == Pattern::any_character) {
            m_at += character_length(m_text.substr(m_at));
        } else if (equal(unit, unit_of(m_text[m_at]))) {
            ++m_at;
        } else {
            return false;
        }
        ++m_unit;
        return true;
    }

    bool go_back() {
        if (!m_star || m_star->at >= m_text.size()) {
            return false;
        }
        m_star->at += character_length(m_text.substr(m_star->at));
        m_unit = m_star->unit;
        m_at = m_star->at;
        return true;
    }

    [[nodiscard]] bool equal(char16_t left, char16_t right) const {
        return m_letter_case == LetterCase::exact ? left == right : folded(left) == folded(right);
    }

    struct Star {
        std::size_t unit; ///< the one after it
        std::size_t at;   ///< where in the text it ends for now
    };

    const std::u16string& m_units;
    std::string_view m_text;
    LetterCase m_letter_case;
    std::size_t m_unit = 0;
    std::size_t m_at = 0;
    std::optional<Star> m_star;
};

Match match(const Pattern& pattern, std::string_view text, LetterCase letter_case) {
    return Matcher{pattern, text, letter_case}.run();
}

} // namespace mfa::policy
