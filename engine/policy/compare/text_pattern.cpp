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

bool differ(const Symbol& left, const Symbol& right) {
    return folded(left.value) != folded(right.value);
}

/// The cheap half: most pairs differ before the first wildcard or after the last.
template <typename Iterator>
bool differ_early(Iterator left, Iterator left_end, Iterator right, Iterator right_end) {
    for (; left != left_end && right != right_end; ++left, ++right) {
        if (left->kind != SymbolKind::literal || right->kind != SymbolKind::literal) {
            return false;
        }
        if (differ(*left, *right)) {
            return true;
        }
    }
    return false;
}

} // namespace

std::size_t DistinctPatterns::add(TextPattern pattern) {
    const auto [entry, is_new] = m_places.try_emplace(pattern, m_all.size());
    if (is_new) {
        m_all.push_back(std::move(pattern));
    }
    return entry->second;
}

std::uint32_t raised(std::uint32_t character) {
    return character >= 'a' && character <= 'z' ? character - 'a' + 'A' : character;
}

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

bool TextPattern::is_literal() const {
    return std::all_of(symbols.begin(), symbols.end(), [&](const Symbol& symbol) {
        return symbol.kind == SymbolKind::literal &&
               (letter_case == LetterCase::exact || folded(symbol.value) == raised(symbol.value));
    });
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

bool may_meet(const TextPattern& left, const TextPattern& right) {
    const auto& l = left.symbols;
    const auto& r = right.symbols;
    if (differ_early(l.begin(), l.end(), r.begin(), r.end()) ||
        differ_early(l.rbegin(), l.rend(), r.rbegin(), r.rend())) {
        return false;
    }
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

} // namespace mfa::policy::compare
