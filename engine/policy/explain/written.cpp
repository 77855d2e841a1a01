#include "engine/policy/explain/written.hpp"

#include "engine/policy/document.hpp"

namespace mfa::policy::explain {

namespace {

/// The scalars of a value that is one or a list of them.
std::vector<std::string> texts_of(const Node& value, const std::string& prefix = {}) {
    if (value.kind != NodeKind::list) {
        return {prefix + value.text};
    }
    std::vector<std::string> texts;
    for (const Node& item : value.items) {
        texts.push_back(prefix + item.text);
    }
    return texts;
}

const Member* either_member(const Node& node, const char* first, const char* second) {
    const Member* member = find_member(node, first);
    return member != nullptr ? member : find_member(node, second);
}

WrittenList list_of(const Member* member) {
    if (member == nullptr) {
        return {};
    }
    WrittenList list{member->key, member->position, {}};
    if (member->value.kind != NodeKind::map) {
        list.texts = texts_of(member->value);
        return list;
    }
    for (const Member& kind : member->value.members) {
        for (std::string& text : texts_of(kind.value, kind.key + " ")) {
            list.texts.push_back(std::move(text));
        }
    }
    return list;
}

/// In the order in which the model has them: that of the text.
std::vector<WrittenCondition> conditions_of(const Node& node) {
    std::vector<WrittenCondition> conditions;
    if (const Member* member = find_member(node, "Condition")) {
        for (const Member& op : member->value.members) {
            for (const Member& key : op.value.members) {
                conditions.push_back({op.key, texts_of(key.value)});
            }
        }
    }
    return conditions;
}

WrittenStatement written(const Node& node, const Statement& model, bool has_variables) {
    return {&model,
            has_variables,
            list_of(either_member(node, "Action", "NotAction")),
            list_of(either_member(node, "Resource", "NotResource")),
            list_of(either_member(node, "Principal", "NotPrincipal")),
            conditions_of(node)};
}

} // namespace

std::vector<WrittenStatement> written_statements(std::span<const Source> sources,
                                                 const PolicySet& set) {
    std::vector<WrittenStatement> all;
    all.reserve(set.statements().size());
    const auto add = [&](const Node& node, bool has_variables) {
        if (all.size() < set.statements().size()) {
            all.push_back(written(node, set.statements()[all.size()], has_variables));
        }
    };
    for (const Source& source : sources) {
        FindingList none;
        const auto document = parse_document(source, none);
        const Member* statements = document ? find_member(*document, "Statement") : nullptr;
        if (statements == nullptr) {
            continue;
        }
        const Member* version = find_member(*document, "Version");
        const bool has_variables = version != nullptr && version->value.text == "2012-10-17";
        if (statements->value.kind == NodeKind::map) {
            add(statements->value, has_variables);
        }
        for (const Node& item : statements->value.items) {
            add(item, has_variables);
        }
    }
    return all;
}

std::string pattern_text(const Pattern& pattern) {
    std::string text;
    for (const Character symbol : pattern.symbols()) {
        if (symbol == Pattern::any_text) {
            text += '*';
        } else if (symbol == Pattern::any_character) {
            text += '?';
        } else if (symbol == U'*' || symbol == U'?') {
            text += "${" + text_of(symbol) + "}";
        } else {
            text += text_of(symbol);
        }
    }
    return text;
}

} // namespace mfa::policy::explain
