#include "engine/policy/yaml_outline.hpp"

#include <algorithm>

namespace mfa::policy {

namespace {

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

class Outliner {
public:
    explicit Outliner(std::string_view text) : m_text{text} {}

    YamlOutline outline() {
        while (m_at < m_text.size()) {
            step();
        }
        return std::move(m_outline);
    }

private:
    /// Whether text may begin here: a quote or a bracket within a word is part of the word.
    [[nodiscard]] bool begins_token() const {
        if (m_at == 0 || m_text[m_at - 1] == '\n') {
            return true;
        }
        const std::size_t before = m_text.find_last_not_of(" \t\r\n", m_at - 1);
        if (before == std::string_view::npos) {
            return true;
        }
        const bool is_apart = before + 1 < m_at;
        const char c = m_text[before];
        const bool is_bracket = c == '[' || c == '{' || c == ',';
        return (is_bracket && !m_outline.open.empty()) ||
               (is_apart && (c == ':' || c == '-' || c == '?')) ||
               m_text.substr(before, m_at - before).find('\n') != std::string_view::npos;
    }

    void step() {
        const char c = m_text[m_at];
        const bool is_in_flow = !m_outline.open.empty();
        if (c == '#' && (m_at == 0 || is_blank(m_text[m_at - 1]))) {
            skip_line();
        } else if ((c == '"' || c == '\'') && begins_token()) {
            skip_quoted();
        } else if ((c == '[' || c == '{') && (is_in_flow || begins_token())) {
            m_outline.open.push_back(m_at++);
        } else if ((c == ']' || c == '}') && is_in_flow) {
            m_outline.open.pop_back();
            ++m_at;
        } else if ((c == '|' || c == '>') && !is_in_flow && begins_token()) {
            skip_block();
        } else {
            ++m_at;
        }
    }

    void skip_line() { m_at = std::min(m_text.find('\n', m_at), m_text.size()); }

    void skip_quoted() {
        const std::size_t begin = m_at;
        const auto end = end_of_yaml_quote(m_text, begin);
        m_at = end.value_or(m_text.size());
        if (end) {
            m_outline.last_quote = YamlQuote{begin, *end};
        } else {
            m_outline.open_quote = begin;
        }
    }

    /// The lines below that are indented deeper, and empty ones.
    void skip_block() {
        const std::size_t start = m_text.rfind('\n', m_at) + 1; // 0 in the first line
        const std::size_t indent = m_text.find_first_not_of(' ', start) - start;
        skip_line();
        while (m_at < m_text.size()) {
            const std::size_t line = m_at + 1;
            const std::size_t first = m_text.find_first_not_of(' ', line);
            const bool is_inside =
                first == std::string_view::npos || m_text[first] == '\n' || first - line > indent;
            if (!is_inside) {
                return;
            }
            m_at = line;
            skip_line();
        }
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    YamlOutline m_outline;
};

} // namespace

std::optional<std::size_t> end_of_yaml_quote(std::string_view text, std::size_t begin) {
    const char quote = text[begin];
    for (std::size_t at = begin + 1; at < text.size(); ++at) {
        const bool is_escape = quote == '"' ? text[at] == '\\' : text.substr(at).starts_with("''");
        if (is_escape) {
            ++at;
        } else if (text[at] == quote) {
            return at + 1;
        }
    }
    return std::nullopt;
}

YamlOutline outline_yaml(std::string_view text, std::size_t length) {
    return Outliner{text.substr(0, length)}.outline();
}

} // namespace mfa::policy
