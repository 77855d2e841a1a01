// What a document's bytes must be before anybody parses them, and how text from a document is
// shown.
#pragma once

#include "engine/policy/source.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mfa::policy {

/// May stand at the beginning of a text, and means nothing there.
inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Turns byte offsets and byte columns of one text into positions for people. Cheap when asked in
/// ascending order: it remembers where it was, so that one very long line costs no square.
class LineTable {
public:
    explicit LineTable(std::string_view text);

    [[nodiscard]] Position at_offset(std::size_t offset);
    /// From a line and a byte column that both count from 0.
    [[nodiscard]] Position at_byte_column(int line, int byte_column);
    /// The offset of that byte, at most the length of the text.
    [[nodiscard]] std::size_t offset_of(int line, int byte_column) const;

private:
    std::string_view m_text;
    std::vector<std::size_t> m_line_starts;
    std::size_t m_last_offset = 0;
    int m_last_column = 1;
};

/// The first byte that makes the text unusable.
struct BadByte {
    std::size_t offset;
    std::string message;
    std::string code;
};

/// Nothing when the text is UTF-8.
std::optional<BadByte> find_invalid_utf8(std::string_view text);

/// Nothing when the text is UTF-8 without control characters other than tab and line ends.
std::optional<BadByte> find_bad_byte(std::string_view text);

/// Whether a value holds a control character (tabs and line ends too), which no value may.
bool has_control_character(std::string_view text);

/// The UTF-8 sequence at the start of `text`, 1 where there is none; 0 for empty text.
std::size_t character_length(std::string_view text);

/// Whether it is a number as RFC 8259, section 6, has them; `012` and `+1` are none.
bool is_json_number(std::string_view text);

/// Input as it stands in a message: in backticks, escaped, cut short when it is long.
std::string in_backticks(std::string_view text);

} // namespace mfa::policy
