#include "engine/policy/document.hpp"

#include "engine/policy/document_builder.hpp"
#include "engine/policy/json_document.hpp"
#include "engine/policy/text_rules.hpp"
#include "engine/policy/yaml_document.hpp"

#include <algorithm>

namespace mfa::policy {

std::string_view kind_name(NodeKind kind) {
    switch (kind) {
    case NodeKind::null:
        return "null";
    case NodeKind::boolean:
        return "a boolean";
    case NodeKind::number:
        return "a number";
    case NodeKind::string:
        return "a string";
    case NodeKind::list:
        return "a list";
    case NodeKind::map:
        return "a map";
    case NodeKind::broken:
        return "broken";
    }
    return "unknown";
}

const Member* find_member(const Node& map, std::string_view key) {
    const auto found = std::find_if(map.members.begin(), map.members.end(),
                                    [&](const Member& member) { return member.key == key; });
    return found == map.members.end() ? nullptr : &*found;
}

std::optional<Node> parse_document(const Source& source, FindingList& findings,
                                   const DocumentLimits& limits) {
    const auto report = [&](Position at, std::string message, std::string code) {
        findings.add({source.name, at.line, at.column, std::move(message), std::move(code)});
    };
    if (source.text.size() > limits.size_max) {
        report({},
               "the document has " + std::to_string(source.text.size()) + " bytes, at most " +
                   std::to_string(limits.size_max) + " are allowed",
               "document-too-large");
        return std::nullopt;
    }
    LineTable lines{source.text};
    const bool may_have_controls =
        source.format == Format::json &&
        limits.control_characters == DocumentLimits::ControlCharacters::allowed;
    if (auto bad =
            may_have_controls ? find_invalid_utf8(source.text) : find_bad_byte(source.text)) {
        report(lines.at_offset(bad->offset), std::move(bad->message), std::move(bad->code));
        return std::nullopt;
    }
    DocumentBuilder builder{source, lines, limits, findings};
    switch (source.format) {
    case Format::json:
        read_json(source.text, builder);
        break;
    case Format::yaml:
        read_yaml(source.text, builder);
        break;
    }
    return builder.take();
}

} // namespace mfa::policy
