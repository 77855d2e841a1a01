#include "engine/policy/value_parser.hpp"

#include "engine/base/text.hpp"
#include "engine/policy/base64.hpp"
#include "engine/policy/text_rules.hpp"

#include <string>

namespace mfa::policy {

namespace {

using Wildcards = TemplateRules::Wildcards;

class ValueParser {
public:
    ValueParser(const std::vector<const Node*>& nodes, TemplateRules::Variables variables,
                ElementReader& reader)
        : m_nodes{nodes}, m_variables{variables}, m_reader{reader} {}

    ConditionValues parse(OperatorFamily family) {
        switch (family) {
        case OperatorFamily::string:
        case OperatorFamily::string_ignore_case:
            return templates(Wildcards::literal);
        case OperatorFamily::string_like:
            return templates(Wildcards::special);
        case OperatorFamily::numeric:
            return all<Decimal>(Decimal::parse, "a number, such as `12` or `-0.5`", "bad-number");
        case OperatorFamily::date:
            return all<Instant>(Instant::parse,
                                "a date, such as `2026-11-23`, `2026-11-23T10:00:00Z` or seconds "
                                "since 1970",
                                "bad-date");
        case OperatorFamily::boolean:
        case OperatorFamily::null: {
            const auto values = all<bool>(parse_boolean, "`true` or `false`", "bad-boolean");
            return !values.empty() && values.front();
        }
        case OperatorFamily::binary:
            return all<std::string>(decode_base64, "base64, with padding", "bad-base64");
        case OperatorFamily::address:
            return all<Network>(Network::parse,
                                "an address or a range, such as `192.0.2.0/24` or `2001:db8::/32`",
                                "bad-address");
        case OperatorFamily::arn:
            return arns();
        }
        return false;
    }

private:
    template <typename Value>
    std::vector<Value> all(std::optional<Value> (*read)(std::string_view), std::string_view wanted,
                           std::string_view code) {
        std::vector<Value> values;
        for (const Node* node : m_nodes) {
            if (m_variables == TemplateRules::Variables::special && mentions_variable(node->text)) {
                m_reader.report(node->position,
                                in_backticks(node->text) +
                                    " has a variable; with this operator it must "
                                    "be " +
                                    std::string{wanted},
                                "variable-not-allowed");
            } else if (auto value = read(node->text)) {
                values.push_back(std::move(*value));
            } else {
                m_reader.report(node->position,
                                in_backticks(node->text) + " cannot be read; it must be " +
                                    std::string{wanted},
                                code);
            }
        }
        return values;
    }

    std::optional<Template> parse_template(const Node& node, std::string_view text,
                                           Wildcards wildcards) {
        auto parsed = Template::parse(text, {wildcards, m_variables});
        if (auto* malformed = std::get_if<Template::Malformed>(&parsed)) {
            m_reader.report(node.position, std::move(malformed->message), "bad-variable");
            return std::nullopt;
        }
        return std::get<Template>(std::move(parsed));
    }

    std::vector<Template> templates(Wildcards wildcards) {
        std::vector<Template> values;
        for (const Node* node : m_nodes) {
            if (auto value = parse_template(*node, node->text, wildcards)) {
                values.push_back(std::move(*value));
            }
        }
        return values;
    }

    std::vector<ArnTemplate> arns() {
        std::vector<ArnTemplate> values;
        for (const Node* node : m_nodes) {
            if (auto value = parse_arn(*node)) {
                values.push_back(std::move(*value));
            }
        }
        return values;
    }

    std::optional<ArnTemplate> parse_arn(const Node& node) {
        const auto whole = parse_template(node, node.text, Wildcards::special);
        if (!whole) {
            return std::nullopt;
        }
        if (const Variable* variable = whole->sole_variable()) {
            return ArnTemplate{*variable};
        }
        const auto parts = split_at_colons(node.text, arn_components, m_variables);
        if (parts.size() != arn_components) {
            m_reader.report(node.position,
                            in_backticks(node.text) + " is no ARN; those have six parts, " +
                                "`arn:partition:service:region:account:resource`, and no wildcard "
                                "stands for two of them",
                            "bad-arn");
            return std::nullopt;
        }
        std::array<Template, arn_components> components;
        for (std::size_t i = 0; i < arn_components; ++i) {
            auto component = parse_template(node, parts[i], Wildcards::special);
            if (!component) {
                return std::nullopt;
            }
            components[i] = std::move(*component);
        }
        return ArnTemplate{std::move(components)};
    }

    const std::vector<const Node*>& m_nodes;
    TemplateRules::Variables m_variables;
    ElementReader& m_reader;
};

} // namespace

std::optional<bool> parse_boolean(std::string_view text) {
    const std::string lower = to_lower(text);
    if (lower != "true" && lower != "false") {
        return std::nullopt;
    }
    return lower == "true";
}

std::optional<ConditionValues> parse_values(const std::vector<const Node*>& nodes,
                                            const Operator& op, TemplateRules::Variables variables,
                                            ElementReader& reader) {
    if (nodes.empty()) {
        return std::nullopt;
    }
    return ValueParser{nodes, variables, reader}.parse(op.family);
}

} // namespace mfa::policy
