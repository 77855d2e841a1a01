// Text patterns. `*` is any characters, `?` any one (UTF-8), everything else itself, byte by byte.
#pragma once

#include <string>
#include <string_view>

namespace mfa::policy {

/// What a test says. `failed` is no answer: a Deny takes it for a yes, an Allow for a no.
enum class Match { no, yes, failed };

/// A pattern in parts: what is literal and what is not was settled when it was built, so that text
/// which a request brings can never become a wildcard.
class Pattern {
public:
    /// `*` and `?` are wildcards.
    static Pattern from_wildcards(std::string_view text);

    void add_literal(std::string_view text);
    void add_any_character();
    void add_any_text();
    void add(const Pattern& other) { m_units += other.m_units; }
    [[nodiscard]] bool is_empty() const { return m_units.empty(); }

    static constexpr char16_t any_character = 0x100;
    static constexpr char16_t any_text = 0x101;
    /// A byte each, or one of the two values above. For those who compare patterns.
    [[nodiscard]] std::u16string_view units() const { return m_units; }

private:
    friend class Matcher;
    std::u16string m_units;
};

enum class LetterCase {
    exact,
    ignored, ///< ASCII letters only
};

/// Whether the pattern covers the whole text. Never takes more than pattern × text steps; above
/// 2^26 of those it does not even begin (failed).
Match match(const Pattern& pattern, std::string_view text, LetterCase letter_case);

} // namespace mfa::policy
