#include "engine/policy/command_names.hpp"

#include "engine/policy/characters.hpp"

#include <algorithm>

namespace mfa::policy {

namespace {

constexpr std::string_view run_command = "host:RunCommand";
constexpr std::u32string_view command_marker = U":command/";

bool is_wildcard(char32_t symbol) {
    return symbol == Pattern::any_character || symbol == Pattern::any_text;
}

bool takes_in(const ActionScope& actions) {
    const bool named =
        std::any_of(actions.patterns.begin(), actions.patterns.end(), [](const Pattern& pattern) {
            return covers(pattern, run_command, LetterCase::ignored);
        });
    return named == (actions.sense == Sense::included);
}

/// A template's literal text and its wildcards; a variable may be any text.
std::u32string symbols_of(const Template& text) {
    std::u32string symbols;
    for (const auto& piece : text.pieces()) {
        if (const auto* pattern = std::get_if<Pattern>(&piece)) {
            symbols += pattern->symbols();
        } else {
            symbols += static_cast<char32_t>(Pattern::any_text);
        }
    }
    return symbols;
}

CommandName name_in(const Template& text) {
    const std::u32string symbols = symbols_of(text);
    const auto marker = symbols.find(command_marker);
    if (marker == std::u32string::npos) {
        return {"/", false};
    }
    // From the slash on.
    const auto begin = symbols.begin() + static_cast<std::ptrdiff_t>(marker) +
                       static_cast<std::ptrdiff_t>(command_marker.size()) - 1;
    const auto end = std::find_if(begin, symbols.end(), is_wildcard);
    CommandName name{"", end == symbols.end()};
    for (auto symbol = begin; symbol != end; ++symbol) {
        name.prefix += text_of(*symbol);
    }
    return name;
}

} // namespace

std::vector<CommandName> command_names(const PolicySet& policy) {
    std::vector<CommandName> names;
    for (const Statement& statement : policy.statements()) {
        if (statement.effect != Effect::allow || !takes_in(statement.actions)) {
            continue;
        }
        if (statement.resources.sense == Sense::excluded) {
            names.push_back({"/", false});
            continue;
        }
        for (const Template& text : statement.resources.templates) {
            names.push_back(name_in(text));
        }
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

} // namespace mfa::policy
