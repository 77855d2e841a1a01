#include "tests/support/policy_printer/printer.hpp"

#include "tests/support/policy_printer/values.hpp"

#include <algorithm>
#include <stdexcept>

namespace mfa::test {

namespace {

using policy::Condition;
using policy::Operator;
using policy::Sense;
using policy::Statement;

bool is_same(const Operator& left, const Operator& right) {
    return left.family == right.family && left.comparison == right.comparison &&
           left.is_negated == right.is_negated && left.if_exists == right.if_exists &&
           left.qualifier == right.qualifier;
}

/// A key with its values below an operator.
struct Line {
    std::string_view op;
    std::string key;
    std::string values;
};

class StatementPrinter {
public:
    StatementPrinter(const Statement& statement, Variables variables)
        : m_statement{statement}, m_variables{variables} {}

    std::string print() {
        m_text = R"({"Effect": )" + json_string(effect_name(m_statement.effect));
        if (!m_statement.sid.empty()) {
            add(Sense::included, "Sid", json_string(m_statement.sid));
        }
        add_actions();
        add_resources();
        add_principals();
        if (!m_statement.conditions.empty()) {
            add(Sense::included, "Condition", conditions());
        }
        return m_text + "}";
    }

private:
    void add(Sense sense, const std::string& element, const std::string& json) {
        m_text +=
            ", " + json_string((sense == Sense::excluded ? "Not" : "") + element) + ": " + json;
    }

    void add_actions() {
        std::vector<std::string> texts;
        for (const policy::Pattern& pattern : m_statement.actions.patterns) {
            std::string& text = texts.emplace_back();
            for (const policy::Character symbol : pattern.symbols()) {
                text += symbol == policy::Pattern::any_text        ? "*"
                        : symbol == policy::Pattern::any_character ? "?"
                                                                   : policy::text_of(symbol);
            }
        }
        add(m_statement.actions.sense, "Action", json_list(texts));
    }

    void add_resources() {
        std::vector<std::string> texts;
        texts.reserve(m_statement.resources.templates.size());
        for (const policy::Template& resource : m_statement.resources.templates) {
            texts.push_back(template_text(resource, Wildcards::special, m_variables));
        }
        add(m_statement.resources.sense, "Resource", json_list(texts));
    }

    void add_principals() {
        if (!m_statement.principals) {
            return;
        }
        const policy::PrincipalScope& scope = *m_statement.principals;
        std::vector<std::string> aws = scope.arns;
        aws.insert(aws.end(), scope.accounts.begin(), scope.accounts.end());
        if (scope.has_everybody) {
            aws.insert(aws.begin(), "*");
        }
        std::string kinds;
        const auto add_kind = [&](const char* kind, const std::vector<std::string>& names) {
            if (!names.empty()) {
                kinds += (kinds.empty() ? "" : ", ") + json_string(kind) + ": " + json_list(names);
            }
        };
        add_kind("AWS", aws);
        add_kind("User", scope.users);
        add_kind("Group", scope.groups);
        add(scope.sense, "Principal", "{" + kinds + "}");
    }

    /// A name of the operator under which the key does not stand yet: ArnEquals and ArnLike are
    /// one.
    static std::string_view name_for(const Condition& condition, const std::vector<Line>& lines) {
        for (const std::string_view name : policy::operator_names()) {
            const auto op = policy::parse_operator(name);
            const bool is_taken = std::any_of(lines.begin(), lines.end(), [&](const Line& line) {
                return line.op == name && line.key == json_string(condition.key);
            });
            if (op && is_same(*op, condition.op) && !is_taken) {
                return name;
            }
        }
        throw std::runtime_error{"an operator without a name, at " + condition.key};
    }

    [[nodiscard]] std::string conditions() const {
        std::vector<Line> lines;
        std::vector<std::string_view> names;
        for (const Condition& condition : m_statement.conditions) {
            const std::string_view name = name_for(condition, lines);
            lines.push_back(
                {name, json_string(condition.key), json_list(value_texts(condition, m_variables))});
            if (std::find(names.begin(), names.end(), name) == names.end()) {
                names.push_back(name);
            }
        }
        std::string text;
        for (const std::string_view name : names) {
            std::string keys;
            for (const Line& line : lines) {
                if (line.op == name) {
                    keys += (keys.empty() ? "" : ", ") + line.key + ": " + line.values;
                }
            }
            text += (text.empty() ? "" : ", ") + json_string(name) + ": {" + keys + "}";
        }
        return "{" + text + "}";
    }

    const Statement& m_statement;
    Variables m_variables;
    std::string m_text;
};

/// A key may hold `${` in the older version alone; everything else can be said in the newer one.
Variables variables_for(const std::vector<const Statement*>& statements) {
    for (const Statement* statement : statements) {
        for (const Condition& condition : statement->conditions) {
            if (policy::mentions_variable(condition.key)) {
                return Variables::literal;
            }
        }
    }
    return Variables::special;
}

policy::Source print_file(const std::vector<const Statement*>& statements) {
    const Variables variables = variables_for(statements);
    std::string text = variables == Variables::special
                           ? R"({"Version": "2012-10-17", "Statement": [)"
                           : R"({"Version": "2008-10-17", "Statement": [)";
    const char* before = "\n";
    for (const Statement* statement : statements) {
        text += before + StatementPrinter{*statement, variables}.print();
        before = ",\n";
    }
    return {statements.front()->file, text + "]}", policy::Format::json};
}

} // namespace

std::vector<policy::Source> print(const policy::PolicySet& set) {
    std::vector<policy::Source> documents;
    std::vector<const Statement*> statements;
    for (const Statement& statement : set.statements()) {
        if (!statements.empty() && statements.front()->file != statement.file) {
            documents.push_back(print_file(statements));
            statements.clear();
        }
        statements.push_back(&statement);
    }
    if (!statements.empty()) {
        documents.push_back(print_file(statements));
    }
    return documents;
}

} // namespace mfa::test
