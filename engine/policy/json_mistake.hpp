// What is wrong with a text that is no JSON, in the words of somebody who would write it right.
#pragma once

#include "engine/policy/text_rules.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mfa::policy {

/// How far a text is JSON.
struct JsonPlace {
    enum class After : std::uint8_t {
        nothing, ///< at the start of the text
        opening, ///< of the innermost list or map
        key,     ///< its colon comes next
        value,   ///< a comma comes next, or the end of the list or map, or of the text
    };

    std::size_t offset = 0; ///< one past the last token that is right
    After after = After::nothing;
    std::vector<std::size_t> open; ///< where each `{` and `[` stands that is not closed yet
};

struct JsonMistake {
    std::size_t offset; ///< of the character or the token that is wrong
    std::string message;
};

/// The first mistake behind `place`, in a text that a parser refused there. `lines` are the text's.
JsonMistake find_json_mistake(std::string_view text, const JsonPlace& place, LineTable& lines);

} // namespace mfa::policy
