#include "tests/support/plain_policy/policy.hpp"

#include "tests/support/plain_policy/conditions.hpp"

#include <algorithm>

namespace mfa::test::plain {

namespace {

/// One statement and one request.
class Question {
public:
    Question(const Tree& statement, Version version, const Request& request, const Context& context,
             const Observer& observer)
        : m_statement{statement}, m_version{version}, m_request{request}, m_context{context},
          m_observer{observer} {}

    [[nodiscard]] bool applies() const {
        return is_listed("Action", [this](const Tree& list) { return has_action(list); }) &&
               is_listed("Resource", [this](const Tree& list) { return has_resource(list); }) &&
               is_listed("Principal", [this](const Tree& list) { return has_principal(list); }) &&
               conditions_hold();
    }

private:
    /// The element, or its complement, or true where there is neither.
    template <typename Test>
    [[nodiscard]] bool is_listed(const std::string& element, Test test) const {
        if (const Tree* list = m_statement.find(element)) {
            return test(*list);
        }
        const Tree* complement = m_statement.find("Not" + element);
        return complement == nullptr || !test(*complement);
    }

    template <typename Test>
    static bool any(const Tree& list, Test test) {
        const auto values = list.values();
        return std::any_of(values.begin(), values.end(),
                           [&](const Tree* value) { return test(value->text); });
    }

    [[nodiscard]] bool has_action(const Tree& list) const {
        const Characters action = literal(to_lower(m_request.action));
        return any(list, [&](const std::string& text) {
            return matches(with_wildcards(to_lower(text)), action);
        });
    }

    [[nodiscard]] bool has_resource(const Tree& list) const {
        const Characters resource = literal(m_request.resource);
        return any(list, [&](const std::string& text) {
            const auto pattern = fill_in(text, m_version, with_wildcards, m_context);
            return pattern && matches(*pattern, resource);
        });
    }

    [[nodiscard]] bool has_principal(const Tree& list) const {
        if (list.kind == Tree::Kind::text) {
            return list.text == "*";
        }
        const Tree* users = list.find("User");
        const Tree* groups = list.find("Group");
        const Tree* arns = list.find("AWS");
        const auto is_of_group = [this](const std::string& name) {
            return m_request.groups && std::find(m_request.groups->begin(), m_request.groups->end(),
                                                 name) != m_request.groups->end();
        };
        return (users != nullptr &&
                any(*users, [this](const std::string& name) { return m_request.user == name; })) ||
               (groups != nullptr && any(*groups, is_of_group)) ||
               (arns != nullptr &&
                any(*arns, [this](const std::string& text) { return is_named_by(text); }));
    }

    [[nodiscard]] bool is_named_by(const std::string& text) const {
        const auto wanted = parts_of_arn(text, Version::v2008);
        const auto parts = parts_of_arn(m_request.arn.value_or(""), Version::v2008);
        const bool is_root = wanted.size() == 6 && wanted[5] == "root";
        if (text == "*" || (wanted.size() == 6 && m_request.arn == text)) {
            return true;
        }
        if (parts.size() != 6 || (wanted.size() == 6 && !is_root)) {
            return false;
        }
        // The page does not say it; as AWS has it, a Deny with NotPrincipal excludes from itself
        // whom it names, and for an account that is its root, not everybody in it.
        const bool names_root_alone = m_statement.find("NotPrincipal") != nullptr &&
                                      m_statement.find("Effect")->text == "Deny";
        return parts[4] == (is_root ? wanted[4] : text) &&
               (!names_root_alone || parts[5] == "root");
    }

    [[nodiscard]] bool conditions_hold() const {
        const Tree* condition = m_statement.find("Condition");
        if (condition == nullptr) {
            return true;
        }
        bool all_hold = true;
        for (const auto& [op, keys] : condition->members) {
            for (const auto& [key, values] : keys.members) {
                const bool holds = condition_holds(op, key, values, m_version, m_context);
                if (m_observer) {
                    m_observer(op, holds);
                }
                all_hold = all_hold && holds;
            }
        }
        return all_hold;
    }

    const Tree& m_statement;
    Version m_version;
    const Request& m_request;
    const Context& m_context;
    const Observer& m_observer;
};

/// With what the principal says and the context does not: request.hpp's add_principal_keys(), which
/// everybody who asks the engine calls first.
Context whole_context(const Request& request) {
    Context context;
    for (const auto& [key, values] : request.context) {
        context[to_lower(key)] = values;
    }
    using Values = std::vector<std::string>;
    if (request.user) {
        context.emplace("aws:username", Values{*request.user});
    }
    if (request.uid) {
        context.emplace("aws:userid", Values{std::to_string(*request.uid)});
    }
    if (request.arn) {
        context.emplace("aws:principalarn", Values{*request.arn});
    }
    if (request.groups) {
        context.emplace("host:groups", *request.groups);
    }
    return context;
}

} // namespace

Policy::Policy(const std::vector<std::string>& documents) {
    for (const std::string& text : documents) {
        const Tree document = parse_json(text);
        const Tree* version = document.find("Version");
        const bool is_2012 = version != nullptr && version->text == "2012-10-17";
        for (const Tree* statement : document.find("Statement")->values()) {
            m_statements.push_back({is_2012 ? Version::v2012 : Version::v2008, *statement});
        }
    }
}

Decision Policy::decide(const Request& request, const Observer& observer) const {
    const Context context = whole_context(request);
    std::vector<std::size_t> allows;
    std::vector<std::size_t> denies;
    for (std::size_t i = 0; i < m_statements.size(); ++i) {
        const auto& [version, tree] = m_statements[i];
        if (Question{tree, version, request, context, observer}.applies()) {
            (tree.find("Effect")->text == "Deny" ? denies : allows).push_back(i);
        }
    }
    if (!denies.empty()) {
        return {"ExplicitDeny", denies};
    }
    if (!allows.empty()) {
        return {"Allow", allows};
    }
    return {"ImplicitDeny", {}};
}

} // namespace mfa::test::plain
