#include "engine/policy/document_builder.hpp"

namespace mfa::policy {

DocumentBuilder::DocumentBuilder(const Source& source, LineTable& lines,
                                 const DocumentLimits& limits, FindingList& findings)
    : m_source{source}, m_lines{lines}, m_limits{limits}, m_findings{findings} {}

void DocumentBuilder::report(std::size_t offset, std::string message, std::string code) {
    const Position at = m_lines.at_offset(offset);
    m_findings.add({m_source.name, at.line, at.column, std::move(message), std::move(code)});
}

bool DocumentBuilder::expects_key() const {
    return !m_open.empty() && m_open.back().node.kind == NodeKind::map && !m_open.back().has_key;
}

void DocumentBuilder::add(Node node) {
    if (m_open.empty()) {
        m_root = std::move(node);
        m_is_complete = true;
        return;
    }
    Frame& frame = m_open.back();
    if (frame.node.kind == NodeKind::list) {
        frame.node.items.push_back(std::move(node));
        return;
    }
    if (!frame.drops_value) {
        frame.node.members.push_back({std::move(frame.key), frame.key_position, std::move(node)});
    }
    frame.has_key = false;
    frame.drops_value = false;
}

bool DocumentBuilder::is_clean(std::string_view text, std::size_t offset) {
    if (m_limits.control_characters == DocumentLimits::ControlCharacters::allowed ||
        !has_control_character(text)) {
        return true;
    }
    report(offset, "there is a control character in " + in_backticks(text), "control-character");
    return false;
}

DocumentBuilder::Next DocumentBuilder::value(Node node) {
    node.position = m_lines.at_offset(node.begin);
    if (node.kind == NodeKind::string && !is_clean(node.text, node.begin)) {
        node.kind = NodeKind::broken;
    }
    add(std::move(node));
    return Next::go_on;
}

DocumentBuilder::Next DocumentBuilder::begin(NodeKind kind, std::size_t offset) {
    if (m_open.size() >= m_limits.depth_max) {
        report(offset,
               "lists and maps are nested more than " + std::to_string(m_limits.depth_max) +
                   " deep",
               "nesting-too-deep");
        give_up();
        return Next::stop;
    }
    Frame frame;
    frame.node.kind = kind;
    frame.node.begin = offset;
    frame.node.position = m_lines.at_offset(offset);
    m_open.push_back(std::move(frame));
    return Next::go_on;
}

DocumentBuilder::Next DocumentBuilder::key(std::string text, std::size_t offset) {
    Frame& frame = m_open.back();
    frame.has_key = true;
    frame.key_position = m_lines.at_offset(offset);
    frame.drops_value = !is_clean(text, offset);
    const auto [first, is_new] = frame.lines_of_keys.emplace(text, frame.key_position.line);
    if (!is_new) {
        report(offset,
               in_backticks(text) + " is given twice, first in line " +
                   std::to_string(first->second),
               "duplicate-key");
        frame.drops_value = true;
    }
    frame.key = std::move(text);
    return Next::go_on;
}

DocumentBuilder::Next DocumentBuilder::end(std::size_t offset) {
    Node node = std::move(m_open.back().node);
    m_open.pop_back();
    node.end = offset;
    add(std::move(node));
    return Next::go_on;
}

std::optional<Node> DocumentBuilder::take() {
    if (m_is_lost || !m_is_complete) {
        return std::nullopt;
    }
    return std::move(m_root);
}

} // namespace mfa::policy
