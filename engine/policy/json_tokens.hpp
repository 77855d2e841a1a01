// Where the tokens of a JSON text stand. Nothing here judges the text: that is the parser's to do.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mfa::policy {

/// The bytes [begin, end) of a text.
struct JsonToken {
    std::size_t begin;
    std::size_t end;
};

/// Finds each token in the text. The parser hands over values without saying where they stood; but
/// between two tokens that it accepted there is nothing but blanks, commas and colons, so this one
/// can follow behind.
class JsonTokens {
public:
    explicit JsonTokens(std::string_view text);

    /// The next token that is no comma and no colon; an empty one at the end.
    JsonToken next();
    /// One past the last token.
    [[nodiscard]] std::size_t offset() const { return m_next; }

private:
    std::string_view m_text;
    std::size_t m_next;
};

/// The token that begins at `begin`: a string with its quotes, a bracket, a comma, a colon, or a
/// word up to the next of these or a blank.
JsonToken json_token_at(std::string_view text, std::size_t begin);

/// Whether it is `true`, `false`, `null` or a number.
bool is_json_word(std::string_view word);

/// The text with `0` and blanks for each number that is one: the same length, the same mistakes,
/// and no number that is too large for the parser, who need not know how large they are.
std::string with_small_numbers(std::string_view text);

} // namespace mfa::policy
