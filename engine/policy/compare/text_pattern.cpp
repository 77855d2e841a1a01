#include "engine/policy/compare/text_pattern.hpp"

#include "engine/base/text.hpp"
#include "engine/policy/text_rules.hpp"

#include <algorithm>

namespace mfa::policy::compare {

namespace {

void append_text(std::string_view text, std::vector<Symbol>& symbols) {
    while (!text.empty()) {
        symbols.push_back({SymbolKind::literal, false, take_character(text)});
    }
}

void append(const Pattern& pattern, bool stops_at_colon, std::vector<Symbol>& symbols) {
    for (const Character character : pattern.symbols()) {
        if (character == Pattern::any_character) {
            symbols.push_back({SymbolKind::any_character, stops_at_colon, 0});
        } else if (character == Pattern::any_text) {
            const Symbol symbol{SymbolKind::any_text, stops_at_colon, 0};
            if (symbols.empty() || symbols.back() != symbol) {
                symbols.push_back(symbol);
            }
        } else {
            symbols.push_back({SymbolKind::literal, false, character});
        }
    }
}

void append(const Template& text, bool stops_at_colon, VariableNumbers& variables,
            std::vector<Symbol>& symbols) {
    for (const Template::Piece& piece : text.pieces()) {
        if (const auto* pattern = std::get_if<Pattern>(&piece)) {
            append(*pattern, stops_at_colon, symbols);
        } else {
            symbols.push_back(
                {SymbolKind::variable, false, variables.of(std::get<Variable>(piece))});
        }
    }
}

} // namespace

std::uint32_t VariableNumbers::of(const Variable& variable) {
    const std::string name = to_lower(variable.key) + "\n" + variable.default_text.value_or("\n");
    const auto found = std::find(m_names.begin(), m_names.end(), name);
    const auto number = static_cast<std::uint32_t>(found - m_names.begin());
    if (found == m_names.end()) {
        m_names.push_back(name);
        m_keys.push_back(to_lower(variable.key));
    }
    return number;
}

TextPattern text_pattern(const Pattern& pattern, LetterCase letter_case) {
    TextPattern result{{}, letter_case};
    append(pattern, false, result.symbols);
    return result;
}

TextPattern literal_pattern(std::string_view text) {
    TextPattern result;
    append_text(text, result.symbols);
    return result;
}

TextPattern text_pattern(const Template& text, VariableNumbers& variables) {
    TextPattern result;
    append(text, false, variables, result.symbols);
    return result;
}

TextPattern text_pattern(const ArnTemplate& arn, VariableNumbers& variables) {
    TextPattern result;
    if (const auto* variable = std::get_if<Variable>(&arn.parts)) {
        result.symbols.push_back({SymbolKind::variable, false, variables.of(*variable)});
        return result;
    }
    const auto& parts = std::get<std::array<Template, arn_components>>(arn.parts);
    for (std::size_t i = 0; i < arn_components; ++i) {
        if (i > 0) {
            append_text(":", result.symbols);
        }
        append(parts.at(i), i + 1 < arn_components, variables, result.symbols);
    }
    return result;
}

std::optional<TextPattern> resolved(const Template& text, const Context& context,
                                    LetterCase letter_case) {
    const auto pattern = text.resolve(context);
    return pattern ? std::optional{text_pattern(*pattern, letter_case)} : std::nullopt;
}

std::optional<TextPattern> resolved(const ArnTemplate& arn, const Context& context) {
    if (const auto* variable = std::get_if<Variable>(&arn.parts)) {
        const auto text = resolve(*variable, context);
        return text ? std::optional{literal_pattern(*text)} : std::nullopt;
    }
    TextPattern result;
    const auto& parts = std::get<std::array<Template, arn_components>>(arn.parts);
    for (std::size_t i = 0; i < arn_components; ++i) {
        const auto pattern = parts.at(i).resolve(context);
        if (!pattern) {
            return std::nullopt;
        }
        if (i > 0) {
            append_text(":", result.symbols);
        }
        append(*pattern, i + 1 < arn_components, result.symbols);
    }
    return result;
}

} // namespace mfa::policy::compare
