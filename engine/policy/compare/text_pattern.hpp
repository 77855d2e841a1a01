// Patterns as sequences of symbols, for looking at several of them at once.
#pragma once

#include "engine/policy/model.hpp"

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace mfa::policy::compare {

enum class SymbolKind : std::uint8_t { literal, any_character, any_text, variable };

struct Symbol {
    SymbolKind kind = SymbolKind::literal;
    bool stops_at_colon = false; ///< a wildcard in one of an ARN's first five components
    std::uint32_t value = 0;     ///< the bytes of one character; of a variable its number

    auto operator<=>(const Symbol&) const = default;
};

struct TextPattern {
    std::vector<Symbol> symbols;
    LetterCase letter_case = LetterCase::exact;

    auto operator<=>(const TextPattern&) const = default;
    /// Whether it covers one text alone.
    [[nodiscard]] bool is_literal() const;
};

/// Patterns in the order in which they came, none twice.
class DistinctPatterns {
public:
    /// Where it stands among them.
    std::size_t add(TextPattern pattern);
    [[nodiscard]] const std::vector<TextPattern>& all() const { return m_all; }

private:
    std::vector<TextPattern> m_all;
    std::map<TextPattern, std::size_t> m_places;
};

/// A small letter (a-z) as the capital one.
std::uint32_t raised(std::uint32_t character);

/// Numbers for variables: the same for the same key (in any case) and default.
class VariableNumbers {
public:
    std::uint32_t of(const Variable& variable);
    [[nodiscard]] const std::string& key_of(std::uint32_t number) const { return m_keys[number]; }

private:
    std::vector<std::string> m_names;
    std::vector<std::string> m_keys; ///< in lower case
};

TextPattern text_pattern(const Pattern& pattern, LetterCase letter_case);
TextPattern literal_pattern(std::string_view text);
/// With the variables' places kept.
TextPattern text_pattern(const Template& text, VariableNumbers& variables);
TextPattern text_pattern(const ArnTemplate& arn, VariableNumbers& variables);
/// With what the variables are in that context; nothing where one has no single value.
std::optional<TextPattern> resolved(const Template& text, const Context& context,
                                    LetterCase letter_case);
std::optional<TextPattern> resolved(const ArnTemplate& arn, const Context& context);

/// Whether some text may be covered by both, whatever variables stand for and letters' case aside.
/// Never wrongly false.
bool may_meet(const TextPattern& left, const TextPattern& right);

} // namespace mfa::policy::compare
