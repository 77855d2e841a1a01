#include "engine/policy/json_document.hpp"

#include <nlohmann/json.hpp>

namespace mfa::policy {

namespace {

/// Finds each token in the text. The parser hands over values without saying where they stood; but
/// between two tokens that it accepted there is nothing but blanks, commas and colons, so this one
/// can follow behind.
class TokenCursor {
public:
    explicit TokenCursor(std::string_view text)
        : m_text{text}, m_next{text.starts_with("\xEF\xBB\xBF") ? 3U : 0U} {}

    struct Token {
        std::size_t begin;
        std::size_t end;
    };

    Token next() {
        const std::size_t begin =
            std::min(m_text.find_first_not_of(" \t\r\n,:", m_next), m_text.size());
        m_next = end_of_token(begin);
        return {begin, m_next};
    }

private:
    [[nodiscard]] std::size_t end_of_token(std::size_t begin) const {
        if (begin >= m_text.size()) {
            return begin;
        }
        const char first = m_text[begin];
        if (first == '"') {
            std::size_t i = begin + 1;
            while (i < m_text.size() && m_text[i] != '"') {
                i += m_text[i] == '\\' ? 2U : 1U;
            }
            return std::min(i + 1, m_text.size());
        }
        if (first == '{' || first == '}' || first == '[' || first == ']') {
            return begin + 1;
        }
        return std::min(m_text.find_first_of(" \t\r\n,:{}[]\"", begin), m_text.size());
    }

    std::string_view m_text;
    std::size_t m_next;
};

/// `[json.exception.parse_error.101] parse error at line 1, column 2: WHAT; last read: …` to WHAT.
std::string plain_message(std::string_view what) {
    const std::size_t column = what.find(", column ");
    const std::size_t start = what.find(": ", column == std::string_view::npos ? 0 : column);
    std::string message{start == std::string_view::npos ? what : what.substr(start + 2)};
    const std::size_t last_read = message.find("; last read: ");
    if (last_read != std::string::npos) {
        const std::size_t expected = message.find("; expected ", last_read);
        message.erase(last_read, expected == std::string::npos ? expected : expected - last_read);
    }
    return "this is no JSON: " + message;
}

/// nlohmann's SAX interface; its names are fixed. False stops the parser.
class JsonEvents {
public:
    JsonEvents(std::string_view text, DocumentBuilder& builder)
        : m_text{text}, m_cursor{text}, m_builder{builder} {}

    bool null() { return scalar(NodeKind::null, {}); }
    bool boolean(bool value) { return scalar(NodeKind::boolean, value ? "true" : "false"); }
    bool number_integer(std::int64_t /*value*/) { return number(); }
    bool number_unsigned(std::uint64_t /*value*/) { return number(); }
    bool number_float(double /*value*/, const std::string& /*text*/) { return number(); }
    bool string(std::string& value) { return scalar(NodeKind::string, std::move(value)); }
    bool binary(std::vector<std::uint8_t>& /*value*/) { return false; }
    bool start_object(std::size_t /*size*/) { return begin(NodeKind::map); }
    bool start_array(std::size_t /*size*/) { return begin(NodeKind::list); }
    bool end_object() { return end(); }
    bool end_array() { return end(); }

    bool key(std::string& value) {
        const auto token = m_cursor.next();
        return m_builder.key(std::move(value), token.begin) == DocumentBuilder::Next::go_on;
    }

    bool parse_error(std::size_t position, const std::string& last_token,
                     const nlohmann::json::exception& error) {
        const std::string_view what = error.what();
        if (what.find("number overflow") != std::string_view::npos) {
            m_builder.report(m_cursor.next().begin, "this number is too large", "json-syntax");
        } else {
            m_builder.report(offset_of_error(position, last_token), plain_message(what),
                             "json-syntax");
        }
        m_builder.give_up();
        return false;
    }

private:
    /// `position` counts what was read, the token that is wrong included. A token that stands in
    /// the text as it is shown is pointed at where it begins, else at its last byte.
    [[nodiscard]] std::size_t offset_of_error(std::size_t position,
                                              const std::string& last_token) const {
        const std::size_t read = std::min(position, m_text.size());
        if (position > m_text.size() || read == 0) {
            return m_text.size();
        }
        const bool is_verbatim =
            !last_token.empty() && last_token.size() <= read &&
            m_text.substr(read - last_token.size(), last_token.size()) == last_token;
        return read - (is_verbatim ? last_token.size() : 1);
    }

    bool scalar(NodeKind kind, std::string value) {
        const auto token = m_cursor.next();
        Node node;
        node.kind = kind;
        node.text = std::move(value);
        node.begin = token.begin;
        node.end = token.end;
        return m_builder.value(std::move(node)) == DocumentBuilder::Next::go_on;
    }

    bool number() {
        const auto token = m_cursor.next();
        Node node;
        node.kind = NodeKind::number;
        node.text = m_text.substr(token.begin, token.end - token.begin);
        node.begin = token.begin;
        node.end = token.end;
        return m_builder.value(std::move(node)) == DocumentBuilder::Next::go_on;
    }

    bool begin(NodeKind kind) {
        return m_builder.begin(kind, m_cursor.next().begin) == DocumentBuilder::Next::go_on;
    }

    bool end() { return m_builder.end(m_cursor.next().end) == DocumentBuilder::Next::go_on; }

    std::string_view m_text;
    TokenCursor m_cursor;
    DocumentBuilder& m_builder;
};

} // namespace

void read_json(std::string_view text, DocumentBuilder& builder) {
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
        builder.report(text.size(), "the document is empty", "empty-document");
        builder.give_up();
        return;
    }
    JsonEvents events{text, builder};
    try {
        if (!nlohmann::json::sax_parse(text.begin(), text.end(), &events)) {
            builder.give_up();
        }
    } catch (const std::exception& error) {
        builder.report(0, "the JSON parser failed: " + in_backticks(error.what()), "json-syntax");
        builder.give_up();
    }
}

} // namespace mfa::policy
