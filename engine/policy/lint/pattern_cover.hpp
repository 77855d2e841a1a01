// What two patterns have to do with each other, decided on the patterns as automata: does one cover
// every text of the other, is there a text that both cover?
#pragma once

#include "engine/policy/template.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace mfa::policy::lint {

/// A character (the bytes of its UTF-8 as one number), a wildcard, or a variable.
using Symbol = std::uint32_t;
using Symbols = std::vector<Symbol>;

inline constexpr Symbol any_character = 0xFFFF'FFF0;
inline constexpr Symbol any_text = 0xFFFF'FFF1;
inline constexpr Symbol first_variable = 0xFF00'0000; ///< above every character

/// Gives each variable its symbol: the same one for the same key and default, in all documents.
class VariableSymbols {
public:
    Symbol of(const Variable& variable);

private:
    std::map<std::pair<std::string, std::optional<std::string>>, Symbol> m_symbols;
};

Symbols symbols_of(const Pattern& pattern, LetterCase letter_case);
Symbols symbols_of(const Template& text, VariableSymbols& variables);

/// Whether `outer` covers every text that `inner` covers, whatever the variables stand for. Never
/// wrongly true; false also where that took too long to find out.
bool includes(const Symbols& outer, const Symbols& inner);

/// Whether some text may be covered by both; a variable may stand for anything. Never wrongly
/// false.
bool may_meet(const Symbols& left, const Symbols& right);

} // namespace mfa::policy::lint
