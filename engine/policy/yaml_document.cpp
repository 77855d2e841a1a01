#include "engine/policy/yaml_document.hpp"

#include "engine/base/text.hpp"
#include "engine/policy/yaml_mistake.hpp"
#include "engine/policy/yaml_outline.hpp"

#include <istream>
#include <streambuf>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

namespace mfa::policy {

namespace {

/// Thrown through the parser to end it; whatever was wrong is reported already.
struct StopParsing {};

bool is_boolean(std::string_view text) {
    return text == "true" || text == "True" || text == "TRUE" || text == "false" ||
           text == "False" || text == "FALSE";
}

class YamlEvents final : public YAML::EventHandler {
public:
    YamlEvents(std::string_view text, DocumentBuilder& builder)
        : m_text{text}, m_builder{builder} {}

    [[nodiscard]] bool has_document() const { return m_has_document; }

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (m_has_document) {
            m_builder.report(offset(mark),
                             "there is something after the end of the document; a "
                             "file holds one document",
                             "second-document");
            m_builder.give_up();
            throw StopParsing{};
        }
        m_has_document = true;
    }
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
        add_scalar(mark, NodeKind::null, {}, "null");
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
        m_builder.report(offset(mark), "aliases (`*name`) are not allowed; write the value again",
                         "yaml-alias");
        add_scalar(mark, NodeKind::broken, {}, "an alias");
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t /*anchor*/,
                  const std::string& value) override {
        check_tag(mark, tag);
        check_quote(offset(mark));
        const bool is_plain = tag == "?";
        if (is_plain && value == "<<" && m_builder.expects_key()) {
            m_builder.report(offset(mark),
                             "merge keys (`<<`) are not allowed; write the values "
                             "again",
                             "yaml-merge-key");
            proceed(m_builder.key(value, offset(mark)));
            m_builder.drop_value();
            return;
        }
        if (is_plain && is_boolean(value)) {
            add_scalar(mark, NodeKind::boolean, to_lower(value), value);
        } else if (is_plain && is_json_number(value)) {
            add_scalar(mark, NodeKind::number, value, value);
        } else {
            add_scalar(mark, NodeKind::string, value, value);
        }
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t /*anchor*/,
                         YAML::EmitterStyle::value /*style*/) override {
        begin(mark, tag, NodeKind::list);
    }
    void OnSequenceEnd() override { proceed(m_builder.end(0)); }

    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t /*anchor*/,
                    YAML::EmitterStyle::value /*style*/) override {
        begin(mark, tag, NodeKind::map);
    }
    void OnMapEnd() override { proceed(m_builder.end(0)); }

    void OnAnchor(const YAML::Mark& mark, const std::string& name) override {
        m_builder.report(offset(mark),
                         "anchors (" + in_backticks("&" + name) +
                             ") are not allowed; write the value "
                             "again where it is needed",
                         "yaml-anchor");
    }

private:
    [[nodiscard]] std::size_t offset(const YAML::Mark& mark) {
        return m_builder.lines().offset_of(mark.line, mark.column);
    }

    static void proceed(DocumentBuilder::Next next) {
        if (next == DocumentBuilder::Next::stop) {
            throw StopParsing{};
        }
    }

    /// The library says `!` for quoted scalars as well as for the tag `!`; the text tells them
    /// apart.
    void check_tag(const YAML::Mark& mark, const std::string& tag) {
        const std::size_t at = offset(mark);
        const bool is_written = at < m_text.size() && m_text[at] == '!';
        if (is_written || (tag != "?" && tag != "!" && !tag.empty())) {
            m_builder.report(at, "tags (" + in_backticks(tag) + ") are not allowed", "yaml-tag");
        }
    }

    /// The library takes all that is left of the text where a quote is not closed.
    void check_quote(std::size_t at) {
        const bool is_quote = at < m_text.size() && (m_text[at] == '"' || m_text[at] == '\'');
        if (is_quote && !end_of_yaml_quote(m_text, at)) {
            stop_at(unclosed_yaml_quote(m_text, at));
        }
    }

    /// The library takes a list or a map that is not closed for a key of another.
    [[noreturn]] void refuse_as_key(std::size_t at, NodeKind kind) {
        const auto open = outline_yaml(m_text, m_text.size()).open;
        if (!open.empty()) {
            stop_at(unclosed_yaml_bracket(m_text, open.back()));
        }
        m_builder.report(at, "a key is " + std::string{kind_name(kind)} + "; keys are strings",
                         "wrong-type");
        throw StopParsing{};
    }

    [[noreturn]] void stop_at(YamlMistake mistake) {
        m_builder.report(mistake.offset, std::move(mistake.message), "yaml-syntax");
        throw StopParsing{};
    }

    void begin(const YAML::Mark& mark, const std::string& tag, NodeKind kind) {
        check_tag(mark, tag);
        if (m_builder.expects_key()) {
            refuse_as_key(offset(mark), kind);
        }
        proceed(m_builder.begin(kind, offset(mark)));
    }

    void add_scalar(const YAML::Mark& mark, NodeKind kind, std::string value,
                    const std::string& written) {
        if (m_builder.expects_key()) {
            proceed(m_builder.key(written, offset(mark)));
            return;
        }
        Node node;
        node.kind = kind;
        node.text = std::move(value);
        node.begin = offset(mark);
        proceed(m_builder.value(std::move(node)));
    }

    std::string_view m_text;
    DocumentBuilder& m_builder;
    bool m_has_document = false;
};

/// A stream over text that is not copied.
class TextBuffer final : public std::streambuf {
public:
    explicit TextBuffer(std::string_view text) {
        // The interface wants pointers to non-const; nothing is ever written through them.
        char* begin = const_cast<char*>(text.data());
        setg(begin, begin, begin + text.size());
    }
};

} // namespace

void read_yaml(std::string_view text, DocumentBuilder& builder) {
    TextBuffer buffer{text};
    std::istream stream{&buffer};
    YamlEvents events{text, builder};
    try {
        YAML::Parser parser{stream};
        while (parser.HandleNextDocument(events)) {
        }
        if (!events.has_document()) {
            builder.report(0, "the document is empty", "empty-document");
            builder.give_up();
        }
    } catch (const StopParsing&) {
        builder.give_up();
    } catch (const YAML::Exception& error) {
        const std::size_t offset = builder.lines().offset_of(error.mark.line, error.mark.column);
        YamlMistake mistake = find_yaml_mistake(text, offset, error.msg, builder.lines());
        builder.report(mistake.offset, std::move(mistake.message), "yaml-syntax");
        builder.give_up();
    } catch (const std::exception& error) {
        builder.report(0, "the YAML parser failed: " + in_backticks(error.what()), "yaml-syntax");
        builder.give_up();
    }
}

} // namespace mfa::policy
