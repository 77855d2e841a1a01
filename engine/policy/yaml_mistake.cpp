#include "engine/policy/yaml_mistake.hpp"

#include "engine/base/text.hpp"
#include "engine/policy/yaml_lines.hpp"
#include "engine/policy/yaml_outline.hpp"

#include <algorithm>
#include <array>
#include <yaml-cpp/exceptions.h>

namespace mfa::policy {

namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::string_view blanks = " \t\r\n";
constexpr std::size_t example_max = 60;
constexpr std::string_view indent_with_spaces = "a tab cannot indent; write spaces";

std::string closing_of(char bracket) {
    return bracket == '[' ? "`]`" : "`}`";
}

class YamlDiagnosis {
public:
    YamlDiagnosis(std::string_view text, std::size_t offset, LineTable& lines)
        : m_text{text}, m_at{std::min(offset, text.size())}, m_lines{lines}, m_rows{text},
          m_outline{outline_yaml(text, m_at)} {}

    YamlMistake alias() { return cannot_begin(back_to('*')); }
    YamlMistake anchor() { return cannot_begin(back_to('&')); }
    YamlMistake tag() {
        std::size_t sign = back_to('!');
        while (sign > 0 && m_text[sign - 1] == '!') {
            --sign;
        }
        return cannot_begin(sign);
    }
    YamlMistake token() { return cannot_begin(m_at); }
    YamlMistake block_text() {
        const std::size_t sign = m_text.substr(0, m_at).find_last_of("|>");
        return cannot_begin(sign == npos ? m_at : sign);
    }

    YamlMistake escape() {
        const std::size_t backslash = back_to('\\');
        const std::size_t length = 1 + character_length(m_text.substr(backslash + 1));
        return {backslash, "the escape `\\" +
                               escape_controls(m_text.substr(backslash + 1, length - 1)) +
                               "` means nothing here; write `\\\\` for a backslash, or put the "
                               "text in single quotes"};
    }

    YamlMistake tab() {
        const std::size_t tab = m_text.find('\t', m_at);
        return {tab == npos ? m_at : tab, std::string{indent_with_spaces}};
    }

    YamlMistake directive() {
        return {m_at, "lines that begin with `%` are of no use here; take it out"};
    }

    YamlMistake unclosed_quote() {
        const std::size_t quote = m_outline.open_quote.value_or(m_at);
        return unclosed_yaml_quote(m_text, quote);
    }

    /// A `]` or `}` that nothing is open for.
    YamlMistake closing() {
        if (m_outline.open.empty()) {
            return {m_at, "this " + sign_at(m_at) +
                              " closes nothing; text with it stands in "
                              "quotes"};
        }
        return {m_at, "this " + sign_at(m_at) + " does not close the " + innermost() + "; write " +
                          closing_of(m_text[m_outline.open.back()]) + " first"};
    }

    /// Within `[` or `{`.
    YamlMistake flow() {
        if (m_outline.open_quote) {
            return unclosed_quote();
        }
        if (m_at > 0 && m_text.substr(m_at - 1).starts_with("${")) {
            return variable();
        }
        if (m_outline.open.empty()) {
            return fallback();
        }
        const std::size_t bracket = m_outline.open.back();
        const bool is_in_line_below =
            m_rows.is_first(m_at) && m_rows.colon_in(m_at, m_rows.end(m_at)) != npos;
        if (m_at >= m_text.size() || m_text[m_at] == ':' || is_in_line_below) {
            if (m_at < m_text.size() &&
                m_lines.at_offset(bracket).line == m_lines.at_offset(m_at).line) {
                return {m_at, "a `,` is missing before the key of this colon"};
            }
            return unclosed_yaml_bracket(m_text, bracket);
        }
        const std::size_t before = m_text.find_last_not_of(blanks, m_at - 1);
        return before == bracket || m_text[before] == ','
                   ? fallback()
                   : YamlMistake{m_at, "a `,` is missing before this"};
    }

    /// `- ` where no entry of a list can begin.
    YamlMistake entry() {
        if (const std::size_t tab = m_rows.tab_before(m_at); tab != npos) {
            return {tab, std::string{indent_with_spaces}};
        }
        if (!m_outline.open.empty()) {
            return {m_at, "within the " + innermost() +
                              " a `,` stands between values, and no `-` "
                              "before them"};
        }
        return {m_at, "a `- ` begins its own line, below the key; or write the values in `[` and "
                      "`]`"};
    }

    /// `: ` where no key can be.
    YamlMistake colon() {
        if (const std::size_t tab = m_rows.tab_before(m_at); tab != npos) {
            return {tab, std::string{indent_with_spaces}};
        }
        const std::size_t start = m_rows.first(m_at);
        const std::size_t other = m_rows.colon_in(start, m_at);
        if (other != npos) {
            return {m_at, "this is the second `: ` of its line; quote the value: " +
                              quoted(value_at(other + 1))};
        }
        const std::size_t above = m_rows.above(m_at);
        if (above != npos && m_rows.colon_in(above, m_rows.end(above)) == npos) {
            return without_colon(above);
        }
        return {start, "this line is indented deeper than the one above, which has its value "
                       "already; indent both the same"};
    }

    /// Neither the next key of a map nor the next entry of a list.
    YamlMistake not_next() {
        if (m_outline.open_quote) {
            return unclosed_quote();
        }
        if (m_rows.is_first(m_at)) {
            return misplaced_line();
        }
        const std::size_t before = m_text.find_last_not_of(blanks, m_at - 1);
        const char c = before == npos ? ' ' : m_text[before];
        const auto& quote = m_outline.last_quote;
        if (quote && quote->end == before + 1) {
            return text_after_quote(*quote);
        }
        if (c == ']' || c == '}') {
            return {m_at, "nothing can follow the " + sign_at(before) + " in this line"};
        }
        return fallback();
    }

    YamlMistake fallback() {
        return {m_at, "this cannot be read; text that YAML may take for something else stands in "
                      "quotes"};
    }

private:
    [[nodiscard]] std::string sign_at(std::size_t offset) const {
        return in_backticks(m_text.substr(offset, 1));
    }
    /// `"[" of line 3, column 5`.
    std::string innermost() {
        const std::size_t bracket = m_outline.open.back();
        const Position place = m_lines.at_offset(bracket);
        return sign_at(bracket) + " of line " + std::to_string(place.line) + ", column " +
               std::to_string(place.column);
    }

    /// The last such character up to where the library stands, which may be behind it.
    [[nodiscard]] std::size_t back_to(char c) const {
        const std::size_t found = m_text.rfind(c, m_at);
        return found == npos ? m_at : found;
    }

    /// The text without quotes that begins there, as it was meant.
    [[nodiscard]] std::string_view value_at(std::size_t begin) const {
        begin = std::min(m_text.find_first_not_of(" \t", begin), m_text.size());
        std::size_t end = m_rows.end(begin);
        end = std::min(end, m_text.find(" #", begin));
        if (!m_outline.open.empty()) {
            end = std::min(end, end_in_flow(begin));
        }
        const std::string_view value = m_text.substr(begin, end - begin);
        return value.substr(0, value.find_last_not_of(blanks) + 1);
    }
    /// At the `,`, `]` or `}` that is no part of a variable.
    [[nodiscard]] std::size_t end_in_flow(std::size_t begin) const {
        std::size_t i = begin;
        while (i < m_text.size() && std::string_view{",]}"}.find(m_text[i]) == npos) {
            const bool is_variable = m_text.substr(i).starts_with("${");
            i = is_variable ? std::min(m_text.find('}', i), m_text.size() - 1) + 1 : i + 1;
        }
        return i;
    }
    /// `"*"` in backticks.
    [[nodiscard]] static std::string quoted(std::string_view value) {
        const bool has_both = value.find('"') != npos && value.find('\'') != npos;
        if (value.size() > example_max || has_both || escape_controls(value) != value) {
            return "put quotes before and after it";
        }
        const std::string quote = value.find('"') == npos ? "\"" : "'";
        return "`" + quote + std::string{value} + quote + "`";
    }

    YamlMistake cannot_begin(std::size_t at) {
        const std::string sign = m_text.substr(at, 1) == "`" ? "a backtick" : sign_at(at);
        const std::string_view value = value_at(at);
        const std::size_t colon = m_rows.colon_in(at, at + value.size());
        return {at, "text that begins with " + sign + " stands in quotes: " +
                        quoted(colon == npos ? value : m_text.substr(at, colon - at))};
    }

    /// `${` where `{` begins a map.
    YamlMistake variable() {
        const std::size_t dollar = m_at - 1;
        std::size_t begin = m_text.substr(0, dollar).find_last_of("[{,\n") + 1;
        for (std::size_t i = m_rows.colon_in(begin, dollar); i != npos;
             i = m_rows.colon_in(begin, dollar)) {
            begin = i + 1;
        }
        return {dollar,
                "a variable within `[` or `{` stands in quotes: " + quoted(value_at(begin))};
    }

    YamlMistake text_after_quote(const YamlQuote& quote) {
        const std::string sign = sign_at(quote.begin);
        const Position end = m_lines.at_offset(quote.end - 1);
        if (m_lines.at_offset(quote.begin).line != end.line) {
            return {quote.begin, "this " + sign + " is closed only in line " +
                                     std::to_string(end.line) + ", column " +
                                     std::to_string(end.column) + "; is one missing before?"};
        }
        return {m_at, "nothing can follow the closing " + sign +
                          "; put the quotes around the whole text"};
    }

    static YamlMistake without_colon(std::size_t at) {
        return {at, "this line is no `key: value`; a colon and a space stand between them"};
    }

    YamlMistake misplaced_line() {
        if (m_text.substr(m_at).starts_with("- ")) {
            return {m_at, "an entry of a list (`- `) stands where a key must be; indent it as the "
                          "entries it belongs to"};
        }
        if (m_rows.colon_in(m_at, m_rows.end(m_at)) == npos) {
            return without_colon(m_at);
        }
        return {m_at, "this line is indented neither as the lines above nor as the list or map "
                      "around them"};
    }

    std::string_view m_text;
    std::size_t m_at;
    LineTable& m_lines;
    YamlLines m_rows;
    YamlOutline m_outline; ///< of what stands before
};

struct Explanation {
    std::string_view complaint; ///< the beginning of what the library says
    YamlMistake (YamlDiagnosis::*find)();
};

namespace said = YAML::ErrorMsg;

const std::array explanations{
    Explanation{said::ALIAS_NOT_FOUND, &YamlDiagnosis::alias},
    Explanation{said::CHAR_IN_ALIAS, &YamlDiagnosis::alias},
    Explanation{said::UNKNOWN_ANCHOR, &YamlDiagnosis::alias},
    Explanation{said::ANCHOR_NOT_FOUND, &YamlDiagnosis::anchor},
    Explanation{said::CHAR_IN_ANCHOR, &YamlDiagnosis::anchor},
    Explanation{said::TAG_WITH_NO_SUFFIX, &YamlDiagnosis::tag},
    Explanation{said::CHAR_IN_TAG_HANDLE, &YamlDiagnosis::tag},
    Explanation{said::END_OF_VERBATIM_TAG, &YamlDiagnosis::tag},
    Explanation{said::MULTIPLE_TAGS, &YamlDiagnosis::tag},
    Explanation{said::MULTIPLE_ANCHORS, &YamlDiagnosis::anchor},
    Explanation{said::UNKNOWN_TOKEN, &YamlDiagnosis::token},
    Explanation{said::MAP_KEY, &YamlDiagnosis::token},
    Explanation{said::ZERO_INDENT_IN_BLOCK, &YamlDiagnosis::block_text},
    Explanation{said::CHAR_IN_BLOCK, &YamlDiagnosis::block_text},
    Explanation{said::INVALID_ESCAPE, &YamlDiagnosis::escape},
    Explanation{said::INVALID_HEX, &YamlDiagnosis::escape},
    Explanation{said::INVALID_UNICODE, &YamlDiagnosis::escape},
    Explanation{said::TAB_IN_INDENTATION, &YamlDiagnosis::tab},
    Explanation{said::YAML_DIRECTIVE_ARGS, &YamlDiagnosis::directive},
    Explanation{said::YAML_VERSION, &YamlDiagnosis::directive},
    Explanation{said::YAML_MAJOR_VERSION, &YamlDiagnosis::directive},
    Explanation{said::REPEATED_YAML_DIRECTIVE, &YamlDiagnosis::directive},
    Explanation{said::TAG_DIRECTIVE_ARGS, &YamlDiagnosis::directive},
    Explanation{said::REPEATED_TAG_DIRECTIVE, &YamlDiagnosis::directive},
    Explanation{said::DOC_IN_SCALAR, &YamlDiagnosis::unclosed_quote},
    Explanation{said::EOF_IN_SCALAR, &YamlDiagnosis::unclosed_quote},
    Explanation{said::FLOW_END, &YamlDiagnosis::closing},
    Explanation{said::END_OF_MAP_FLOW, &YamlDiagnosis::flow},
    Explanation{said::END_OF_SEQ_FLOW, &YamlDiagnosis::flow},
    Explanation{said::BLOCK_ENTRY, &YamlDiagnosis::entry},
    Explanation{said::MAP_VALUE, &YamlDiagnosis::colon},
    Explanation{said::END_OF_MAP, &YamlDiagnosis::not_next},
    Explanation{said::END_OF_SEQ, &YamlDiagnosis::not_next},
};

} // namespace

YamlMistake unclosed_yaml_bracket(std::string_view text, std::size_t offset) {
    const char bracket = text[offset];
    return {offset, "this " + in_backticks(text.substr(offset, 1)) + " is not closed; write " +
                        closing_of(bracket) + " where the " + (bracket == '[' ? "list" : "map") +
                        " ends"};
}

YamlMistake unclosed_yaml_quote(std::string_view text, std::size_t offset) {
    return {offset, "this " + in_backticks(text.substr(offset, 1)) +
                        " is not closed; write another where the text ends"};
}

YamlMistake find_yaml_mistake(std::string_view text, std::size_t offset, std::string_view complaint,
                              LineTable& lines) {
    YamlDiagnosis diagnosis{text, offset, lines};
    // Some end in what was seen.
    const auto* const found =
        std::find_if(explanations.begin(), explanations.end(), [&](const Explanation& explanation) {
            return complaint.starts_with(explanation.complaint);
        });
    return found == explanations.end() ? diagnosis.fallback() : (diagnosis.*found->find)();
}

} // namespace mfa::policy
