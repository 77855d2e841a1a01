#include "engine/policy/principal_parser.hpp"

#include "engine/base/text.hpp"
#include "engine/policy/suggestion.hpp"
#include "engine/policy/text_rules.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace mfa::policy {

namespace {

constexpr std::array<std::string_view, 3> principal_kinds{"AWS", "Group", "User"};

bool is_account(std::string_view text) {
    return text.size() == 12 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Who can be a principal in AWS: users, and (where a policy is shared with AWS) roles and
/// sessions.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> arn_kinds{
    {{"iam", "user/"}, {"iam", "role/"}, {"sts", "assumed-role/"}, {"sts", "federated-user/"}}};

bool is_somebody(std::string_view service, std::string_view text) {
    return std::any_of(arn_kinds.begin(), arn_kinds.end(), [&](const auto& kind) {
        return service == kind.first && text.starts_with(kind.second) &&
               text.size() > kind.second.size() && !text.ends_with('/');
    });
}

bool is_known(std::string_view kind) {
    return std::find(principal_kinds.begin(), principal_kinds.end(), kind) != principal_kinds.end();
}

// `User` and `Group` are this host's own. A JSON document is one that AWS could have: there they
// are the mistake that they are in AWS.
class PrincipalParser {
public:
    PrincipalParser(const Member& member, ElementReader& reader)
        : m_member{member}, m_reader{reader} {}

    PrincipalScope parse() {
        const Node& value = m_member.value;
        if (value.kind == NodeKind::string) {
            read_everybody(value);
            return std::move(m_scope);
        }
        if (value.kind != NodeKind::map) {
            m_reader.report_type(m_member.key, value, m_member.position, "the string `*` or a map");
            return std::move(m_scope);
        }
        if (value.members.empty()) {
            m_reader.report(value.position,
                            in_backticks(m_member.key) + " is empty; it must name "
                                                         "somebody",
                            "empty-list");
        }
        for (const Member& kind : value.members) {
            read_kind(kind);
        }
        return std::move(m_scope);
    }

private:
    void read_everybody(const Node& value) {
        if (value.text != "*") {
            report(value, in_backticks(value.text) + " stands for nobody; " +
                              in_backticks(m_member.key) +
                              " is `*` or a map such as `{\"AWS\": \"arn:…\"}`");
            return;
        }
        add_everybody(value);
    }

    void add_everybody(const Node& value) {
        if (m_member.key == "NotPrincipal") {
            report(value, "`*` under `NotPrincipal` takes out everybody: the statement would never "
                          "apply");
        }
        m_scope.has_everybody = true;
    }

    void read_kind(const Member& kind) {
        if (kind.key == "AWS") {
            for (const Node* value : m_reader.strings(kind)) {
                read_aws(*value);
            }
        } else if (m_reader.format() == Format::json && is_known(kind.key)) {
            m_reader.report(kind.position,
                            in_backticks(kind.key) +
                                " is no kind of principal in AWS, whose language JSON documents "
                                "are in; write the document in YAML, or name users under `AWS`",
                            "bad-principal");
        } else if (kind.key == "User") {
            read_names(kind, "login name", m_scope.users);
        } else if (kind.key == "Group") {
            read_names(kind, "group name", m_scope.groups);
        } else {
            m_reader.report(kind.position,
                            "there are no principals of the kind " + in_backticks(kind.key) +
                                did_you_mean(kind.key, principal_kinds),
                            "bad-principal");
        }
    }

    void read_names(const Member& kind, const std::string& what, std::vector<std::string>& names) {
        for (const Node* value : m_reader.strings(kind)) {
            const std::string& name = value->text;
            if (!is_literal(*value, "; everybody is `Principal: \"*\"`")) {
                continue;
            }
            if (name.empty() || name.find_first_of(":/") != std::string::npos) {
                report(*value, in_backticks(name) + " is no " + what +
                                   "; ARNs and accounts stand under `AWS`");
                continue;
            }
            names.push_back(name);
        }
    }

    /// Whether it has neither wildcards nor variables; reports which.
    bool is_literal(const Node& value, const std::string& advice) {
        if (value.text.find_first_of("*?") != std::string::npos) {
            report(value, "the principal " + in_backticks(value.text) + " has a wildcard" + advice);
            return false;
        }
        if (mentions_variable(value.text)) {
            m_reader.report(value.position,
                            "the principal " + in_backticks(value.text) + " has a variable",
                            "variable-not-allowed");
            return false;
        }
        return true;
    }

    void read_aws(const Node& value) {
        const std::string& text = value.text;
        if (text == "*") {
            add_everybody(value);
            return;
        }
        if (!is_literal(value, "; only `*` alone is allowed, for everybody")) {
            return;
        }
        if (is_account(text)) {
            m_scope.accounts.push_back(text);
            return;
        }
        // arn:aws:iam::123456789012:user/alice
        const auto parts = split(text, ':');
        const bool is_arn = parts.size() == arn_components && parts[0] == "arn" &&
                            !parts[1].empty() && parts[3].empty() && is_account(parts[4]);
        if (is_arn && parts[2] == "iam" && parts[5] == "root") {
            m_scope.accounts.emplace_back(parts[4]);
        } else if (is_arn && is_somebody(parts[2], parts[5])) {
            m_scope.arns.push_back(text);
        } else {
            report(value, in_backticks(text) +
                              " is no principal; it must be a user's ARN "
                              "(`arn:aws:iam::123456789012:user/alice`), an account of 12 digits, "
                              "the account's `:root` ARN, or `*`");
        }
    }

    void report(const Node& value, std::string message) {
        m_reader.report(value.position, std::move(message), "bad-principal");
    }

    const Member& m_member;
    ElementReader& m_reader;
    PrincipalScope m_scope;
};

} // namespace

PrincipalScope parse_principals(const Member& member, ElementReader& reader) {
    return PrincipalParser{member, reader}.parse();
}

} // namespace mfa::policy
