#include "engine/policy/principal_parser.hpp"

#include "engine/base/text.hpp"
#include "engine/policy/suggestion.hpp"
#include "engine/policy/text_rules.hpp"

#include <algorithm>
#include <array>

namespace mfa::policy {

namespace {

constexpr std::array<std::string_view, 1> principal_kinds{"AWS"};

bool is_account(std::string_view text) {
    return text.size() == 12 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

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
        if (kind.key == "User" || kind.key == "Group") {
            m_reader.report(kind.position,
                            "principals by " + std::string{kind.key == "User" ? "login" : "group"} +
                                " name (`" + kind.key +
                                "`) are not supported yet; name a user by ARN under `AWS`, a group "
                                "by a condition on `host:Groups`",
                            "unsupported");
            return;
        }
        if (kind.key != "AWS") {
            m_reader.report(kind.position,
                            "there are no principals of the kind " + in_backticks(kind.key) +
                                did_you_mean(kind.key, principal_kinds),
                            "bad-principal");
            return;
        }
        for (const Node* value : m_reader.strings(kind)) {
            read_aws(*value);
        }
    }

    void read_aws(const Node& value) {
        const std::string& text = value.text;
        if (text == "*") {
            add_everybody(value);
            return;
        }
        if (text.find_first_of("*?") != std::string::npos) {
            report(value, "the principal " + in_backticks(text) +
                              " has a wildcard; only `*` alone is allowed, for everybody");
            return;
        }
        if (mentions_variable(text)) {
            m_reader.report(value.position,
                            "the principal " + in_backticks(text) + " has a variable",
                            "variable-not-allowed");
            return;
        }
        if (is_account(text)) {
            m_scope.accounts.push_back(text);
            return;
        }
        // arn:aws:iam::123456789012:user/alice
        const auto parts = split(text, ':');
        const bool is_arn = parts.size() == arn_components && parts[0] == "arn" &&
                            !parts[1].empty() && (parts[2] == "iam" || parts[2] == "sts") &&
                            parts[3].empty() && is_account(parts[4]) && !parts[5].empty();
        if (!is_arn) {
            report(value, in_backticks(text) +
                              " is no principal; it must be a user's ARN, an account of "
                              "12 digits, the account's `:root` ARN, or `*`");
            return;
        }
        if (parts[5] == "root") {
            m_scope.accounts.emplace_back(parts[4]);
        } else {
            m_scope.arns.push_back(text);
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
