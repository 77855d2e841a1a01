// Patterns as sequences of symbols, for looking at several of them at once.
#pragma once

#include "engine/policy/model.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mfa::policy::compare {

enum class SymbolKind : std::uint8_t { literal, any_character, any_text, variable };

struct Symbol {
    SymbolKind kind = SymbolKind::literal;
    bool stops_at_colon = false; ///< a wildcard in one of an ARN's first five components
    std::uint32_t value = 0;     ///< the bytes of one character; of a variable its number

    bool operator==(const Symbol&) const = default;
};

struct TextPattern {
    std::vector<Symbol> symbols;
    LetterCase letter_case = LetterCase::exact;
};

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

} // namespace mfa::policy::compare
