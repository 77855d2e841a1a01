#include "engine/policy/json_mistake.hpp"

#include "engine/policy/json_string_mistake.hpp"
#include "engine/policy/json_tokens.hpp"
#include "engine/policy/suggestion.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace mfa::policy {

namespace {

/// Words that are values without quotes.
constexpr std::array<std::string_view, 3> words{"true", "false", "null"};

bool begins_comment(std::string_view token) {
    return token.starts_with('#') || token.starts_with("//") || token.starts_with("/*");
}

/// What other languages put around a string.
std::string_view foreign_quote(std::string_view token) {
    constexpr std::array<std::string_view, 5> quotes{"'", "`", "\xE2\x80\x9C", "\xE2\x80\x9D",
                                                     "\xE2\x80\x9E"};
    const auto found = std::find_if(quotes.begin(), quotes.end(), [&](std::string_view quote) {
        return token.starts_with(quote);
    });
    return found == quotes.end() ? std::string_view{} : *found;
}

bool is_almost_number(std::string_view token) {
    const std::size_t first = std::min(token.find_first_not_of("+-."), token.size());
    return first == token.size() || (token[first] >= '0' && token[first] <= '9');
}

/// A word that is no value.
std::string problem_of_word(std::string_view token) {
    if (begins_comment(token)) {
        return "JSON has no comments; take it out, or write the document in YAML";
    }
    if (const auto quote = foreign_quote(token); !quote.empty()) {
        return (quote == "`" ? "a backtick" : in_backticks(quote)) +
               " does not begin a string; write `\"` before and after the text";
    }
    if (is_almost_number(token)) {
        return in_backticks(token) + " is no number as JSON writes them, such as `12` or `-0.5`; "
                                     "text stands in quotes";
    }
    return in_backticks(token) + " is no value; text stands in quotes, as in `\"text\"`" +
           did_you_mean(token, words);
}

/// One look at the first token that does not fit.
class JsonDiagnosis {
public:
    JsonDiagnosis(std::string_view text, const JsonPlace& place, LineTable& lines)
        : m_text{text}, m_open{place.open}, m_lines{lines} {
        m_at = skip_blanks(place.offset);
        m_wanted = wanted_after(place.after);
        const char separator = m_wanted == Wanted::colon ? ':' : ',';
        const bool may_separate =
            m_wanted == Wanted::colon || (m_wanted == Wanted::comma && !m_open.empty());
        if (may_separate && m_at < m_text.size() && m_text[m_at] == separator) {
            m_separator = m_at;
            m_wanted = separator == ',' && is_in_map() ? Wanted::key : Wanted::value;
            m_at = skip_blanks(m_at + 1);
        }
        const JsonToken token = json_token_at(m_text, m_at);
        m_token = m_text.substr(token.begin, token.end - token.begin);
    }

    JsonMistake mistake() {
        if (m_token.empty()) {
            return at_end();
        }
        if (m_token == "}" || m_token == "]") {
            return at_closing();
        }
        if (m_token.front() == '"') {
            if (auto mistake = find_json_string_mistake(m_text, m_at)) {
                return std::move(*mistake);
            }
        }
        return {m_at, at_token()};
    }

private:
    enum class Wanted { value, key, colon, comma };

    [[nodiscard]] bool is_in_map() const { return !m_open.empty() && m_text[m_open.back()] == '{'; }

    [[nodiscard]] Wanted wanted_after(JsonPlace::After after) const {
        switch (after) {
        case JsonPlace::After::nothing:
            return Wanted::value;
        case JsonPlace::After::opening:
            return is_in_map() ? Wanted::key : Wanted::value;
        case JsonPlace::After::key:
            return Wanted::colon;
        case JsonPlace::After::value:
            return Wanted::comma;
        }
        return Wanted::value;
    }

    [[nodiscard]] std::size_t skip_blanks(std::size_t offset) const {
        return std::min(m_text.find_first_not_of(" \t\r\n", offset), m_text.size());
    }

    /// `the "{" of line 3, column 5`.
    std::string innermost() {
        const std::size_t offset = m_open.back();
        const Position place = m_lines.at_offset(offset);
        return "the `" + std::string{m_text.substr(offset, 1)} + "` of line " +
               std::to_string(place.line) + ", column " + std::to_string(place.column);
    }

    [[nodiscard]] std::string_view closing() const { return is_in_map() ? "`}`" : "`]`"; }

    JsonMistake at_end() {
        if (m_open.empty()) {
            return {m_text.size(), "the document ends before it says anything"};
        }
        return {m_text.size(), "the document ends, and " + innermost() + " is not closed; write " +
                                   std::string{closing()}};
    }

    JsonMistake at_closing() {
        const std::string token = in_backticks(m_token);
        if (m_open.empty()) {
            return {m_at, "this " + token + " closes nothing"};
        }
        if (closing() != token) {
            return {m_at, "this " + token + " does not close " + innermost() + "; write " +
                              std::string{closing()} + " first"};
        }
        const bool is_after_key =
            m_wanted == Wanted::colon || (m_separator && m_text[*m_separator] == ':');
        if (is_after_key) {
            return {m_at, "the key before this " + token + " has no value; write `\"key\": value`"};
        }
        if (m_separator) {
            return {*m_separator, "nothing follows this `,`; take it out"};
        }
        return {m_at, "this " + token + " cannot stand here"};
    }

    /// A token that is whole, or no token at all.
    std::string at_token() {
        const bool is_separator = m_token == "," || m_token == ":";
        const bool is_word = m_token.front() != '"' && m_token != "{" && m_token != "[";
        const bool is_bad_word = is_word && !is_separator && !is_json_word(m_token);
        const bool is_comment = begins_comment(m_token);
        if (m_wanted == Wanted::key && !is_separator && !is_comment) {
            return "a key is a string in double quotes, as in `\"Action\"`";
        }
        if (is_bad_word && (m_wanted == Wanted::value || is_comment)) {
            return problem_of_word(m_token);
        }
        switch (m_wanted) {
        case Wanted::value:
            return "a value is missing before this " + in_backticks(m_token);
        case Wanted::key:
            return "a key is missing before this " + in_backticks(m_token);
        case Wanted::colon:
            return "a `:` is missing between the key and this";
        case Wanted::comma:
            return at_token_behind_value(is_bad_word);
        }
        return {};
    }

    std::string at_token_behind_value(bool is_bad_word) {
        if (m_open.empty()) {
            return "there is something after the end of the document; a file holds one document";
        }
        if (m_token == ":") {
            return is_in_map() ? "a value is followed by `,` or `}`, not by `:`"
                               : "a list has no keys; close " + innermost() +
                                     " before this key, or write `{` before it";
        }
        return is_bad_word ? "a `,` is missing before this, or a `\"` where the string before it "
                             "should end"
                           : "a `,` is missing before this";
    }

    std::string_view m_text;
    const std::vector<std::size_t>& m_open;
    LineTable& m_lines;
    std::size_t m_at;
    Wanted m_wanted;
    std::optional<std::size_t> m_separator; ///< the comma or colon that stands before the token
    std::string_view m_token;
};

} // namespace

JsonMistake find_json_mistake(std::string_view text, const JsonPlace& place, LineTable& lines) {
    return JsonDiagnosis{text, place, lines}.mistake();
}

} // namespace mfa::policy
