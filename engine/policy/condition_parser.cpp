#include "engine/policy/condition_parser.hpp"

#include "engine/base/text.hpp"
#include "engine/policy/suggestion.hpp"
#include "engine/policy/text_rules.hpp"
#include "engine/policy/value_parser.hpp"

#include <algorithm>
#include <map>
#include <string>

namespace mfa::policy {

namespace {

/// `prefix:name`; without a prefix no request can have it, so it is a mistake.
bool is_key(std::string_view text) {
    const std::size_t colon = text.find(':');
    const std::string_view prefix = text.substr(0, colon);
    const bool has_plain_prefix = std::all_of(prefix.begin(), prefix.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_' || c == '.';
    });
    return colon != std::string_view::npos && colon > 0 && colon + 1 < text.size() &&
           has_plain_prefix && text.back() != ' ';
}

class ConditionParser {
public:
    ConditionParser(TemplateRules::Variables variables, ElementReader& reader)
        : m_variables{variables}, m_reader{reader} {}

    std::vector<Condition> parse(const Member& member) {
        if (!is_filled_map(member)) {
            return {};
        }
        for (const Member& entry : member.value.members) {
            const auto op = parse_operator(entry.key);
            if (!op) {
                report_operator(entry);
            } else if (is_filled_map(entry)) {
                read_keys(entry, *op);
            }
        }
        return std::move(m_conditions);
    }

private:
    bool is_filled_map(const Member& member) {
        if (!m_reader.is_map(member.key, member.value, member.position)) {
            return false;
        }
        if (member.value.members.empty()) {
            m_reader.report(member.position,
                            in_backticks(member.key) + " is empty; it must say something",
                            "empty-condition");
            return false;
        }
        return true;
    }

    void report_operator(const Member& entry) {
        if (entry.key.ends_with("NullIfExists")) {
            m_reader.report(entry.position,
                            "there is no " + in_backticks(entry.key) +
                                ": `Null` already asks whether the key exists",
                            "null-if-exists");
            return;
        }
        m_reader.report(entry.position,
                        "there is no condition operator " + in_backticks(entry.key) +
                            did_you_mean(entry.key, operator_names()),
                        "unknown-operator");
    }

    void read_keys(const Member& entry, const Operator& op) {
        std::map<std::string, std::string> seen; // by lower-case key
        for (const Member& member : entry.value.members) {
            check_key(member);
            const auto [first, is_new] = seen.emplace(to_lower(member.key), member.key);
            if (!is_new) {
                m_reader.report(member.position,
                                in_backticks(member.key) + " and " + in_backticks(first->second) +
                                    " are the same key: upper and lower case make no difference",
                                "duplicate-key");
            }
            const auto values = read_values(member, op);
            if (auto parsed = parse_values(values, op, m_variables, m_reader)) {
                m_conditions.push_back({op, member.key, std::move(*parsed), member.position});
            }
        }
    }

    void check_key(const Member& member) {
        if (m_variables == TemplateRules::Variables::special && mentions_variable(member.key)) {
            m_reader.report(member.position,
                            "the key " + in_backticks(member.key) +
                                " has a variable; only resources and "
                                "values of conditions may",
                            "variable-not-allowed");
        } else if (!is_key(member.key)) {
            m_reader.report(member.position,
                            in_backticks(member.key) +
                                " is no condition key; those are `prefix:name`, "
                                "such as `aws:username`",
                            "bad-key");
        }
    }

    /// One scalar, or a list of scalars of one type.
    std::vector<const Node*> read_values(const Member& member, const Operator& op) {
        const Node& value = member.value;
        if (is_scalar(value)) {
            return {&value};
        }
        if (value.kind != NodeKind::list) {
            m_reader.report_type(member.key, value, member.position, "a value or a list of values");
            return {};
        }
        if (value.items.empty()) {
            m_reader.report(value.position,
                            in_backticks(member.key) + " has an empty list; it must say something",
                            "empty-list");
        }
        std::vector<const Node*> values;
        bool is_mixed = false;
        for (const Node& item : value.items) {
            if (!is_scalar(item)) {
                if (item.kind != NodeKind::broken) {
                    m_reader.report(item.position,
                                    "a value of " + in_backticks(member.key) + " is " +
                                        std::string{kind_name(item.kind)} +
                                        "; it must be a string, a number or a boolean",
                                    "wrong-type");
                }
                continue;
            }
            if (!is_mixed && !values.empty() && values.front()->kind != item.kind) {
                is_mixed = true;
                m_reader.report(
                    item.position,
                    "the values of " + in_backticks(member.key) +
                        " are of mixed type: " + std::string{kind_name(values.front()->kind)} +
                        ", then " + std::string{kind_name(item.kind)},
                    "mixed-types");
            }
            values.push_back(&item);
        }
        const bool takes_one =
            op.family == OperatorFamily::boolean || op.family == OperatorFamily::null;
        if (takes_one && value.items.size() > 1) {
            m_reader.report(value.items[1].position,
                            in_backticks(member.key) +
                                " has several values; `Bool` and `Null` take one",
                            "too-many-values");
        }
        return values;
    }

    static bool is_scalar(const Node& node) {
        return node.kind == NodeKind::string || node.kind == NodeKind::number ||
               node.kind == NodeKind::boolean;
    }

    TemplateRules::Variables m_variables;
    ElementReader& m_reader;
    std::vector<Condition> m_conditions;
};

} // namespace

std::vector<Condition> parse_conditions(const Member& member, TemplateRules::Variables variables,
                                        ElementReader& reader) {
    return ConditionParser{variables, reader}.parse(member);
}

} // namespace mfa::policy
