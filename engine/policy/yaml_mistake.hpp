// What is wrong with a text that is no YAML, in the words of somebody who would write it right.
#pragma once

#include "engine/policy/text_rules.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace mfa::policy {

struct YamlMistake {
    std::size_t offset; ///< of the character or the word that is wrong
    std::string message;
};

/// What to say where the library said `complaint` (a word of YAML::ErrorMsg) about `offset`.
/// `lines` are the text's.
YamlMistake find_yaml_mistake(std::string_view text, std::size_t offset, std::string_view complaint,
                              LineTable& lines);

/// Of the `[` or `{`, or the quote, at `offset`, which stands alone.
YamlMistake unclosed_yaml_bracket(std::string_view text, std::size_t offset);
YamlMistake unclosed_yaml_quote(std::string_view text, std::size_t offset);

} // namespace mfa::policy
