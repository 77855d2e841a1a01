#include "engine/policy/statement_parser.hpp"

#include "engine/policy/condition_parser.hpp"
#include "engine/policy/principal_parser.hpp"
#include "engine/policy/suggestion.hpp"
#include "engine/policy/text_rules.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>

namespace mfa::policy {

namespace {

using Names = std::vector<std::string_view>;
using Variables = TemplateRules::Variables;

constexpr std::array<std::string_view, 3> document_elements{"Version", "Id", "Statement"};
constexpr std::array<std::string_view, 9> statement_elements{
    "Sid",         "Effect",    "Action",       "NotAction", "Resource",
    "NotResource", "Principal", "NotPrincipal", "Condition"};
constexpr std::array<std::string_view, 2> versions{"2012-10-17", "2008-10-17"};
constexpr std::array<std::string_view, 2> effects{"Allow", "Deny"};

bool is_alphanumeric(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool contains(const Names& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

class StatementParser {
public:
    StatementParser(ElementReader& reader, Variables variables)
        : m_reader{reader}, m_variables{variables} {}

    Statement parse(const Node& node) {
        Statement statement;
        statement.file = m_reader.file();
        statement.line = node.position.line;
        m_meant = m_reader.check_names(node, statement_elements, "a statement");
        read_sid(node, statement);
        read_effect(node, statement);
        read_actions(node, statement);
        read_resources(node, statement);
        read_principals(node, statement);
        if (const Member* condition = find_member(node, "Condition")) {
            statement.conditions = parse_conditions(*condition, m_variables, m_reader);
        }
        return statement;
    }

private:
    void read_sid(const Node& node, Statement& statement) {
        const Member* member = find_member(node, "Sid");
        const Node* value = member == nullptr ? nullptr : m_reader.string(*member);
        if (value == nullptr) {
            return;
        }
        if (!std::all_of(value->text.begin(), value->text.end(), is_alphanumeric)) {
            m_reader.report(value->position,
                            "the Sid " + in_backticks(value->text) +
                                " has other characters than A-Z, a-z and 0-9",
                            "bad-sid");
        }
        const auto [first, is_new] = m_sids.emplace(value->text, value->position.line);
        if (!is_new && !value->text.empty()) {
            m_reader.report(value->position,
                            "the Sid " + in_backticks(value->text) + " is already that of line " +
                                std::to_string(first->second),
                            "duplicate-sid");
        }
        statement.sid = value->text;
    }

    void read_effect(const Node& node, Statement& statement) {
        const Member* member = find_member(node, "Effect");
        if (member == nullptr) {
            report_missing(node, {"Effect"}, "`Effect`");
            return;
        }
        const Node* value = m_reader.string(*member);
        if (value == nullptr) {
            return;
        }
        if (value->text != "Allow" && value->text != "Deny") {
            m_reader.report(value->position,
                            "`Effect` is " + in_backticks(value->text) +
                                "; it must be `Allow` or `Deny`" +
                                did_you_mean(value->text, effects),
                            "bad-effect");
        }
        statement.effect = value->text == "Allow" ? Effect::allow : Effect::deny;
    }

    /// The one of two elements that is there; neither and both are reported.
    const Member* one_of(const Node& node, std::string_view included, std::string_view excluded) {
        const Member* first = find_member(node, included);
        const Member* second = find_member(node, excluded);
        const std::string both = "`" + std::string{included} + "` or `" + std::string{excluded};
        if (first != nullptr && second != nullptr) {
            m_reader.report(second->position,
                            "a statement has either " + both + "`, this one has both",
                            "conflicting-elements");
        }
        return first != nullptr ? first : second;
    }

    const Member* required_one_of(const Node& node, std::string_view included,
                                  std::string_view excluded) {
        const Member* member = one_of(node, included, excluded);
        if (member == nullptr) {
            report_missing(node, {included, excluded},
                           "`" + std::string{included} + "` or `" + std::string{excluded} + "`");
        }
        return member;
    }

    void report_missing(const Node& node, const Names& names, const std::string& wanted) {
        const bool is_misspelt = std::any_of(names.begin(), names.end(),
                                             [&](auto name) { return contains(m_meant, name); });
        if (!is_misspelt) {
            m_reader.report(node.position, "the statement has no " + wanted, "missing-element");
        }
    }

    void read_actions(const Node& node, Statement& statement) {
        const Member* member = required_one_of(node, "Action", "NotAction");
        if (member == nullptr) {
            return;
        }
        statement.actions.sense = member->key == "Action" ? Sense::included : Sense::excluded;
        for (const Node* value : m_reader.strings(*member)) {
            check_action(*value);
            statement.actions.patterns.push_back(Pattern::from_wildcards(value->text));
        }
    }

    void check_action(const Node& value) {
        const std::string_view text = value.text;
        if (m_variables == Variables::special && mentions_variable(text)) {
            m_reader.report(value.position,
                            "the action " + in_backticks(text) +
                                " has a variable; only resources and "
                                "values of conditions may",
                            "variable-not-allowed");
            return;
        }
        const std::size_t colon = text.find(':');
        const std::string_view service = text.substr(0, colon);
        const std::string_view name =
            colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1);
        const bool is_good =
            !service.empty() && !name.empty() &&
            std::all_of(service.begin(), service.end(),
                        [](char c) { return is_alphanumeric(c) || c == '-'; }) &&
            std::all_of(name.begin(), name.end(), [](char c) {
                return is_alphanumeric(c) || std::string_view{"-_.*?"}.find(c) != std::string::npos;
            });
        if (!is_good && text != "*") {
            m_reader.report(value.position,
                            in_backticks(text) +
                                " is no action; it must be `service:Name` (`*` and `?` "
                                "in the name) or `*`",
                            "bad-action");
        }
    }

    void read_resources(const Node& node, Statement& statement) {
        const Member* member = required_one_of(node, "Resource", "NotResource");
        if (member == nullptr) {
            return;
        }
        statement.resources.sense = member->key == "Resource" ? Sense::included : Sense::excluded;
        for (const Node* value : m_reader.strings(*member)) {
            check_resource(*value);
            auto parsed =
                Template::parse(value->text, {TemplateRules::Wildcards::special, m_variables});
            if (auto* resource = std::get_if<Template>(&parsed)) {
                statement.resources.templates.push_back(std::move(*resource));
            } else {
                m_reader.report(value->position, std::get<Template::Malformed>(parsed).message,
                                "bad-variable");
            }
        }
    }

    void check_resource(const Node& value) {
        const std::string_view text = value.text;
        if (text == "*") {
            return;
        }
        if (!text.starts_with("arn:")) {
            m_reader.report(value.position,
                            in_backticks(text) + " is no resource; it must be `*` or an ARN, which "
                                                 "begins with `arn:`",
                            "bad-resource");
            return;
        }
        const bool can_hold_colons = text.find('*') != std::string_view::npos ||
                                     (m_variables == Variables::special && mentions_variable(text));
        const auto colons = std::count(text.begin(), text.end(), ':');
        if (!can_hold_colons && colons + 1 < static_cast<std::ptrdiff_t>(arn_components)) {
            m_reader.report(value.position,
                            in_backticks(text) + " matches no ARN: those have six parts, " +
                                "`arn:partition:service:region:account:resource`",
                            "bad-resource");
        }
    }

    void read_principals(const Node& node, Statement& statement) {
        const Member* member = one_of(node, "Principal", "NotPrincipal");
        if (member == nullptr) {
            return;
        }
        statement.principals = parse_principals(*member, m_reader);
        statement.principals->sense =
            member->key == "Principal" ? Sense::included : Sense::excluded;
    }

    ElementReader& m_reader;
    Variables m_variables;
    Names m_meant;
    std::map<std::string, int, std::less<>> m_sids; ///< with the line of the first
};

/// 2008-10-17 when there is none, as in AWS.
Variables read_version(const Node& document, ElementReader& reader) {
    const Member* member = find_member(document, "Version");
    const Node* value = member == nullptr ? nullptr : reader.string(*member);
    if (value == nullptr) {
        return Variables::literal;
    }
    if (std::find(versions.begin(), versions.end(), value->text) == versions.end()) {
        reader.report(value->position,
                      "the Version " + in_backticks(value->text) +
                          " is unknown; it must be `2012-10-17` or `2008-10-17`",
                      "bad-version");
    }
    return value->text == "2008-10-17" ? Variables::literal : Variables::special;
}

} // namespace

std::vector<Statement> parse_statements(const Node& document, ElementReader& reader) {
    std::vector<Statement> statements;
    if (!reader.is_map("the document", document, document.position)) {
        return statements;
    }
    const Names meant = reader.check_names(document, document_elements, "the document");
    const Variables variables = read_version(document, reader);
    if (const Member* id = find_member(document, "Id")) {
        reader.string(*id);
    }
    const Member* member = find_member(document, "Statement");
    if (member == nullptr) {
        if (!contains(meant, "Statement")) {
            reader.report(document.position, "the document has no `Statement`", "missing-element");
        }
        return statements;
    }
    StatementParser parser{reader, variables};
    const Node& value = member->value;
    if (value.kind == NodeKind::map) {
        statements.push_back(parser.parse(value));
        return statements;
    }
    if (value.kind != NodeKind::list) {
        reader.report_type("Statement", value, member->position, "a map or a list of maps");
        return statements;
    }
    if (value.items.empty()) {
        reader.report(value.position, "`Statement` is an empty list; it must say something",
                      "empty-list");
    }
    for (const Node& item : value.items) {
        if (reader.is_map("a statement", item, item.position)) {
            statements.push_back(parser.parse(item));
        }
    }
    return statements;
}

} // namespace mfa::policy
