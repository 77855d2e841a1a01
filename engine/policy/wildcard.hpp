// Text patterns. `*` is any text, `?` any one character (UTF-8), everything else itself.
#pragma once

#include "engine/policy/characters.hpp"

#include <string>
#include <string_view>

namespace mfa::policy {

/// A pattern in parts: what is literal and what is not was settled when it was built, so that text
/// which a request brings can never become a wildcard.
class Pattern {
public:
    /// `*` and `?` are wildcards.
    static Pattern from_wildcards(std::string_view text);

    void add_literal(std::string_view text);
    void add_any_character();
    void add_any_text();
    void add(const Pattern& other);
    [[nodiscard]] bool is_empty() const { return m_symbols.empty(); }

    static constexpr Character any_character = characters_end;
    static constexpr Character any_text = characters_end + 1;
    /// A character each, or one of the two values above; any_text never twice in a row.
    [[nodiscard]] std::u32string_view symbols() const { return m_symbols; }

private:
    void append(std::u32string_view symbols);

    std::u32string m_symbols;
};

enum class LetterCase {
    exact,
    ignored, ///< ASCII letters only
};

/// Whether the pattern covers the whole text. The time is linear in the text, whatever the pattern:
/// at most proportional to the text and to the number of wildcards.
bool covers(const Pattern& pattern, std::string_view text, LetterCase letter_case);

/// The text's characters, ready for being compared in that way.
std::u32string characters_of(std::string_view text, LetterCase letter_case);
/// The same for a pattern's symbols and a text's characters, both ready.
bool covers(std::u32string_view symbols, std::u32string_view characters);

} // namespace mfa::policy
