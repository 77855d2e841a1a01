#include "engine/policy/lint/subject.hpp"

#include "engine/base/text.hpp"
#include "engine/policy/document.hpp"
#include "engine/policy/text_rules.hpp"

namespace mfa::policy::lint {

namespace {

/// The scalars of a value that is one or a list of them.
std::vector<Text> texts_of(const Node& value) {
    std::vector<Text> texts;
    if (value.kind == NodeKind::list) {
        for (const Node& item : value.items) {
            texts.push_back({item.text, item.position});
        }
    } else {
        texts.push_back({value.text, value.position});
    }
    return texts;
}

ListView list_of(const Node& node, const char* included, const char* excluded) {
    const Member* member = find_member(node, included);
    const Sense sense = member != nullptr ? Sense::included : Sense::excluded;
    if (member == nullptr) {
        member = find_member(node, excluded);
    }
    if (member == nullptr) {
        return {};
    }
    return {member->key, member->position, sense, texts_of(member->value), {}};
}

/// In the order in which the model has them: that of the text.
std::vector<ConditionView> conditions_of(const Node& node, const Statement& statement) {
    std::vector<ConditionView> views;
    const Member* member = find_member(node, "Condition");
    if (member == nullptr) {
        return views;
    }
    for (const Member& op : member->value.members) {
        for (const Member& key : op.value.members) {
            if (views.size() < statement.conditions.size()) {
                const Condition& model = statement.conditions[views.size()];
                views.push_back({&model, op.key, op.position, texts_of(key.value)});
            }
        }
    }
    return views;
}

std::vector<Text> principals_of(const Node& node) {
    const Member* member = find_member(node, "Principal");
    if (member == nullptr) {
        member = find_member(node, "NotPrincipal");
    }
    std::vector<Text> all;
    if (member == nullptr) {
        return all;
    }
    if (member->value.kind != NodeKind::map) {
        return texts_of(member->value);
    }
    for (const Member& kind : member->value.members) {
        for (Text& text : texts_of(kind.value)) {
            all.push_back(std::move(text));
        }
    }
    return all;
}

StatementView view_of(const Node& node, const Statement& statement,
                      TemplateRules::Variables variables, VariableSymbols& symbols) {
    StatementView view{&statement,
                       node.position,
                       variables,
                       list_of(node, "Action", "NotAction"),
                       list_of(node, "Resource", "NotResource"),
                       conditions_of(node, statement),
                       principals_of(node)};
    for (const Pattern& pattern : statement.actions.patterns) {
        view.actions.symbols.push_back(symbols_of(pattern, LetterCase::ignored));
    }
    for (const Template& resource : statement.resources.templates) {
        view.resources.symbols.push_back(symbols_of(resource, symbols));
    }
    return view;
}

TemplateRules::Variables variables_of(const Node& document) {
    const Member* version = find_member(document, "Version");
    return version != nullptr && version->value.text == "2012-10-17"
               ? TemplateRules::Variables::special
               : TemplateRules::Variables::literal;
}

/// The statements of a document that has loaded.
std::vector<const Node*> statement_nodes(const Node& document) {
    std::vector<const Node*> nodes;
    const Member* member = find_member(document, "Statement");
    if (member == nullptr) {
        return nodes;
    }
    if (member->value.kind == NodeKind::map) {
        return {&member->value};
    }
    for (const Node& item : member->value.items) {
        nodes.push_back(&item);
    }
    return nodes;
}

} // namespace

std::string StatementView::name_beside(const StatementView& beside) const {
    std::string name = std::string{effect_name(model->effect)} + " ";
    name += model->sid.empty() ? "" : in_backticks(model->sid) + " ";
    if (model->file != beside.model->file) {
        return name + "in " + escape_controls(model->file) + ":" + std::to_string(model->line);
    }
    return name + "of line " + std::to_string(model->line);
}

Subject::Subject(std::span<const Source> sources, const PolicySet& set, const HostFacts& facts)
    : m_set{set}, m_facts{facts}, m_first_file{sources.empty() ? "" : sources.front().name} {
    VariableSymbols symbols;
    m_statements.reserve(set.statements().size());
    for (const Source& source : sources) {
        FindingList none;
        const auto document = parse_document(source, none);
        if (!document) {
            continue;
        }
        for (const Node* node : statement_nodes(*document)) {
            if (m_statements.size() < set.statements().size()) {
                const Statement& statement = set.statements()[m_statements.size()];
                m_statements.push_back(view_of(*node, statement, variables_of(*document), symbols));
            }
        }
    }
}

} // namespace mfa::policy::lint
