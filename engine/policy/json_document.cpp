#include "engine/policy/json_document.hpp"

#include "engine/policy/json_mistake.hpp"
#include "engine/policy/json_tokens.hpp"

#include <nlohmann/json.hpp>

namespace mfa::policy {

namespace {

/// nlohmann's SAX interface; its names are fixed. False stops the parser.
class JsonEvents {
public:
    JsonEvents(std::string_view text, DocumentBuilder& builder)
        : m_text{text}, m_tokens{text}, m_builder{builder} {}

    bool null() { return word(NodeKind::null); }
    bool boolean(bool /*value*/) { return word(NodeKind::boolean); }
    bool number_integer(std::int64_t /*value*/) { return word(NodeKind::number); }
    bool number_unsigned(std::uint64_t /*value*/) { return word(NodeKind::number); }
    bool number_float(double /*value*/, const std::string& /*text*/) {
        return word(NodeKind::number);
    }
    bool string(std::string& value) {
        return scalar(NodeKind::string, std::move(value), next_token(After::value));
    }
    bool binary(std::vector<std::uint8_t>& /*value*/) { return false; }
    bool start_object(std::size_t /*size*/) { return begin(NodeKind::map); }
    bool start_array(std::size_t /*size*/) { return begin(NodeKind::list); }
    bool end_object() { return end(); }
    bool end_array() { return end(); }

    bool key(std::string& value) {
        const auto token = next_token(After::key);
        return m_builder.key(std::move(value), token.begin) == DocumentBuilder::Next::go_on;
    }

    bool parse_error(std::size_t /*position*/, const std::string& /*last_token*/,
                     const nlohmann::json::exception& /*error*/) {
        m_place.offset = m_tokens.offset();
        return refuse();
    }

private:
    using After = JsonPlace::After;

    JsonToken next_token(After after) {
        m_place.after = after;
        return m_tokens.next();
    }

    bool refuse() {
        JsonMistake mistake = find_json_mistake(m_text, m_place, m_builder.lines());
        m_builder.report(mistake.offset, std::move(mistake.message), "json-syntax");
        m_builder.give_up();
        return false;
    }

    /// As it stands in the text: what the parser was given of a number says nothing. And the parser
    /// is content with the `0` of a `01` until it comes to the `1`.
    bool word(NodeKind kind) {
        const JsonPlace::After before = m_place.after;
        m_place.offset = m_tokens.offset();
        const auto token = next_token(After::value);
        const std::string_view written = m_text.substr(token.begin, token.end - token.begin);
        if (!is_json_word(written)) {
            m_place.after = before;
            return refuse();
        }
        return scalar(kind, kind == NodeKind::null ? "" : std::string{written}, token);
    }

    bool scalar(NodeKind kind, std::string value, JsonToken token) {
        Node node;
        node.kind = kind;
        node.text = std::move(value);
        node.begin = token.begin;
        node.end = token.end;
        return m_builder.value(std::move(node)) == DocumentBuilder::Next::go_on;
    }

    bool begin(NodeKind kind) {
        const auto token = next_token(After::opening);
        m_place.open.push_back(token.begin);
        return m_builder.begin(kind, token.begin) == DocumentBuilder::Next::go_on;
    }

    bool end() {
        const auto token = next_token(After::value);
        m_place.open.pop_back();
        return m_builder.end(token.end) == DocumentBuilder::Next::go_on;
    }

    std::string_view m_text;
    JsonTokens m_tokens;
    JsonPlace m_place;
    DocumentBuilder& m_builder;
};

} // namespace

void read_json(std::string_view text, DocumentBuilder& builder) {
    const std::size_t start = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
    if (text.find_first_not_of(" \t\r\n", start) == std::string_view::npos) {
        builder.report(text.size(), "the document is empty", "empty-document");
        builder.give_up();
        return;
    }
    JsonEvents events{text, builder};
    try {
        const std::string parsed = with_small_numbers(text);
        if (!nlohmann::json::sax_parse(parsed.begin(), parsed.end(), &events)) {
            builder.give_up();
        }
    } catch (const std::exception& error) {
        builder.report(0, "the JSON parser failed: " + in_backticks(error.what()), "json-syntax");
        builder.give_up();
    }
}

} // namespace mfa::policy
