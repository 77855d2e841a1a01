#include "engine/policy/element_reader.hpp"

#include "engine/policy/suggestion.hpp"
#include "engine/policy/text_rules.hpp"

#include <algorithm>

namespace mfa::policy {

void ElementReader::report(Position at, std::string message, std::string_view code) {
    m_findings.add({m_file, at.line, at.column, std::move(message), std::string{code}});
}

void ElementReader::report_type(std::string_view what, const Node& node, Position key_position,
                                std::string_view wanted) {
    if (node.kind == NodeKind::broken) {
        return;
    }
    // YAML's "nothing" stands nowhere: its key is the place to look at.
    const Position at = node.kind == NodeKind::null ? key_position : node.position;
    const bool needs_quotes = (node.kind == NodeKind::number || node.kind == NodeKind::boolean) &&
                              wanted.find("string") != std::string_view::npos;
    report(at,
           in_backticks(what) + " is " + std::string{kind_name(node.kind)} + "; it must be " +
               std::string{wanted} + (needs_quotes ? " (put it in quotes)" : ""),
           "wrong-type");
}

std::vector<std::string_view> ElementReader::check_names(const Node& map,
                                                         std::span<const std::string_view> known,
                                                         std::string_view owner) {
    std::vector<std::string_view> meant;
    for (const Member& member : map.members) {
        if (std::find(known.begin(), known.end(), member.key) != known.end()) {
            continue;
        }
        report(member.position,
               std::string{owner} + " has no element " + in_backticks(member.key) +
                   did_you_mean(member.key, known),
               "unknown-element");
        if (const auto name = nearest(member.key, known); !name.empty()) {
            meant.push_back(name);
        }
    }
    return meant;
}

bool ElementReader::is_map(std::string_view what, const Node& node, Position key_position) {
    if (node.kind == NodeKind::map) {
        return true;
    }
    report_type(what, node, key_position, "a map");
    return false;
}

const Node* ElementReader::string(const Member& member) {
    if (member.value.kind == NodeKind::string) {
        return &member.value;
    }
    report_type(member.key, member.value, member.position, "a string");
    return nullptr;
}

std::vector<const Node*> ElementReader::strings(const Member& member) {
    const Node& value = member.value;
    if (value.kind == NodeKind::string) {
        return {&value};
    }
    if (value.kind != NodeKind::list) {
        report_type(member.key, value, member.position, "a string or a list of strings");
        return {};
    }
    if (value.items.empty()) {
        report(value.position,
               in_backticks(member.key) + " is an empty list; it must say something", "empty-list");
    }
    std::vector<const Node*> texts;
    for (const Node& item : value.items) {
        if (item.kind == NodeKind::string) {
            texts.push_back(&item);
        } else if (item.kind != NodeKind::broken) {
            // Here even nothing has a place: that of its dash or comma.
            report(item.position,
                   "a value of " + in_backticks(member.key) + " is " +
                       std::string{kind_name(item.kind)} + "; it must be a string" +
                       (item.kind == NodeKind::number ? " (put it in quotes)" : ""),
                   "wrong-type");
        }
    }
    return texts;
}

} // namespace mfa::policy
