// Brackets and quotes of a YAML text, for saying what is wrong with it. YAML is read by a library;
// this follows it as far as documents of this language go.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace mfa::policy {

/// A quoted text, quotes included.
struct YamlQuote {
    std::size_t begin;
    std::size_t end;
};

struct YamlOutline {
    std::vector<std::size_t> open;         ///< where each `[` and `{` stands that is not closed
    std::optional<std::size_t> open_quote; ///< where the quote stands that is not closed
    std::optional<YamlQuote> last_quote;
};

/// Of the first `length` bytes of the text.
YamlOutline outline_yaml(std::string_view text, std::size_t length);

/// One past the quote that closes the one at `begin`; nothing where the text ends before.
std::optional<std::size_t> end_of_yaml_quote(std::string_view text, std::size_t begin);

} // namespace mfa::policy
