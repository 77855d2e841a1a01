#include "engine/policy/cases/case_file.hpp"

#include "engine/base/text.hpp"
#include "engine/policy/document.hpp"
#include "engine/policy/element_reader.hpp"
#include "engine/policy/suggestion.hpp"
#include "engine/policy/text_rules.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <iterator>
#include <limits>
#include <map>
#include <optional>

namespace mfa::policy::cases {

namespace {

constexpr std::array<std::string_view, 2> file_elements{"defaults", "cases"};
constexpr std::array<std::string_view, 4> default_elements{"principal", "action", "resource",
                                                           "context"};
constexpr std::array<std::string_view, 7> case_elements{
    "name", "principal", "action", "resource", "context", "expect", "sid"};
constexpr std::array<std::string_view, 4> principal_elements{"user", "uid", "groups", "arn"};
constexpr std::array<std::string_view, 4> expectations{"Allow", "Deny", "ExplicitDeny",
                                                       "ImplicitDeny"};

bool is_scalar(const Node& node) {
    return node.kind == NodeKind::string || node.kind == NodeKind::number ||
           node.kind == NodeKind::boolean;
}

class CaseParser {
public:
    explicit CaseParser(ElementReader& reader) : m_reader{reader} {}

    std::vector<Case> parse(const Node& document) {
        if (document.kind != NodeKind::map) {
            m_reader.report_type("a file of cases", document, document.position, "a map");
            return {};
        }
        m_meant = m_reader.check_names(document, file_elements, "a file of cases");
        if (const Member* defaults = find_member(document, "defaults");
            defaults != nullptr &&
            m_reader.is_map("defaults", defaults->value, defaults->position)) {
            m_reader.check_names(defaults->value, default_elements, "`defaults`");
            m_defaults = &defaults->value;
        }
        const Member* list = find_member(document, "cases");
        if (list == nullptr) {
            report_missing(document, "cases", "there is no `cases`");
        } else if (list->value.kind != NodeKind::list) {
            m_reader.report_type("cases", list->value, list->position, "a list");
        } else if (list->value.items.empty()) {
            m_reader.report(list->value.position, "`cases` is empty", "empty-list");
        } else {
            for (const Node& item : list->value.items) {
                if (m_reader.is_map("a case", item, item.position)) {
                    m_cases.push_back(parse_case(item));
                }
            }
        }
        return std::move(m_cases);
    }

private:
    Case parse_case(const Node& node) {
        m_meant = m_reader.check_names(node, case_elements, "a case");
        Case result;
        result.file = m_reader.file();
        result.position = node.position;
        read_name(node, result);
        read_principal(node, result.request);
        result.request.action = required_text(node, "action");
        check_action(node, result.request.action);
        result.request.resource = required_text(node, "resource");
        if (m_defaults != nullptr) {
            read_context(find_member(*m_defaults, "context"), result.request.context);
        }
        read_context(find_member(node, "context"), result.request.context);
        add_principal_keys(result.request);
        read_expectation(node, result);
        return result;
    }

    /// Silent where a misspelt name was reported that was probably meant to be it.
    void report_missing(const Node& node, std::string_view name, std::string message) {
        if (std::find(m_meant.begin(), m_meant.end(), name) == m_meant.end()) {
            m_reader.report(node.position, std::move(message), "missing-element");
        }
    }

    /// The case's own member, or that of the defaults.
    const Member* member_of(const Node& node, std::string_view name) const {
        const Member* member = find_member(node, name);
        return member == nullptr && m_defaults != nullptr ? find_member(*m_defaults, name) : member;
    }

    std::string required_text(const Node& node, std::string_view name) {
        const Member* member = member_of(node, name);
        if (member == nullptr) {
            report_missing(node, name,
                           fmt::format("the case has no `{}`, nor do `defaults`", name));
            return {};
        }
        const Node* value = m_reader.string(*member);
        if (value != nullptr && value->text.empty()) {
            m_reader.report(value->position, fmt::format("`{}` is empty", name), "empty-text");
        }
        return value == nullptr ? std::string{} : value->text;
    }

    void check_action(const Node& node, const std::string& action) {
        const Member* member = member_of(node, "action");
        const std::size_t colon = action.find(':');
        const bool is_good = colon != std::string::npos && colon > 0 && colon + 1 < action.size();
        if (member != nullptr && !action.empty() && !is_good) {
            m_reader.report(member->value.position,
                            in_backticks(action) + " is no action; it must be `service:Name`",
                            "bad-action");
        }
    }

    void read_name(const Node& node, Case& result) {
        const Member* member = find_member(node, "name");
        if (member == nullptr) {
            report_missing(node, "name", "the case has no `name`");
            return;
        }
        const Node* value = m_reader.string(*member);
        if (value == nullptr) {
            return;
        }
        result.name = value->text;
        const auto [first, is_new] = m_names.emplace(value->text, value->position.line);
        if (!is_new || value->text.empty()) {
            m_reader.report(value->position,
                            is_new ? "`name` is empty"
                                   : fmt::format("{} is already the name of the case at line {}",
                                                 in_backticks(value->text), first->second),
                            is_new ? "empty-text" : "duplicate-name");
        }
    }

    /// A login name, or a map.
    void read_principal(const Node& node, Request& request) {
        const Member* member = member_of(node, "principal");
        if (member == nullptr) {
            return;
        }
        Principal& principal = request.principal;
        if (member->value.kind == NodeKind::string) {
            principal.user = member->value.text;
            return;
        }
        if (member->value.kind != NodeKind::map) {
            m_reader.report_type("principal", member->value, member->position,
                                 "a login name or a map");
            return;
        }
        m_reader.check_names(member->value, principal_elements, "a principal");
        if (const Member* user = find_member(member->value, "user")) {
            principal.user = text_of(*user);
        }
        if (const Member* arn = find_member(member->value, "arn")) {
            principal.arn = text_of(*arn);
        }
        if (const Member* uid = find_member(member->value, "uid")) {
            principal.uid = uid_of(*uid);
        }
        if (const Member* groups = find_member(member->value, "groups")) {
            principal.groups = values_of(*groups);
        }
    }

    std::optional<std::string> text_of(const Member& member) {
        const Node* value = m_reader.string(member);
        return value == nullptr ? std::nullopt : std::optional{value->text};
    }

    std::optional<std::uint32_t> uid_of(const Member& member) {
        const auto uid = member.value.kind == NodeKind::number ? parse_unsigned(member.value.text)
                                                               : std::nullopt;
        if (!uid || *uid > std::numeric_limits<std::uint32_t>::max()) {
            m_reader.report(member.value.position, "`uid` must be a number from 0 to 4294967295",
                            "bad-number");
            return std::nullopt;
        }
        return static_cast<std::uint32_t>(*uid);
    }

    /// A scalar or a list of them, which may be empty.
    std::vector<std::string> values_of(const Member& member) {
        if (is_scalar(member.value)) {
            return {member.value.text};
        }
        std::vector<std::string> values;
        if (member.value.kind != NodeKind::list) {
            m_reader.report_type(member.key, member.value, member.position,
                                 "a string, a number, a boolean or a list of these");
        }
        for (const Node& item : member.value.items) {
            if (is_scalar(item)) {
                values.push_back(item.text);
            } else {
                m_reader.report_type(member.key, item, member.position,
                                     "a list of strings, numbers or booleans");
            }
        }
        return values;
    }

    /// A key that is null is taken out: the case has none, whatever the defaults say.
    void read_context(const Member* member, Context& context) {
        if (member == nullptr || !m_reader.is_map("context", member->value, member->position)) {
            return;
        }
        std::map<std::string, std::string> seen;
        for (const Member& entry : member->value.members) {
            const auto [first, is_new] = seen.emplace(to_lower(entry.key), entry.key);
            if (!is_new) {
                m_reader.report(entry.position,
                                in_backticks(entry.key) + " and " + in_backticks(first->second) +
                                    " are the same key: upper and lower case make no difference",
                                "duplicate-key");
            }
            const bool is_removed = entry.value.kind == NodeKind::null;
            context.set(entry.key, is_removed ? std::vector<std::string>{} : values_of(entry));
        }
    }

    void read_expectation(const Node& node, Case& result) {
        if (const Member* sid = find_member(node, "sid")) {
            result.sid = text_of(*sid).value_or("");
        }
        const Member* member = find_member(node, "expect");
        if (member == nullptr) {
            report_missing(node, "expect", "the case has no `expect`");
            return;
        }
        const Node* value = m_reader.string(*member);
        if (value == nullptr) {
            return;
        }
        const auto* found = std::find(expectations.begin(), expectations.end(), value->text);
        if (found == expectations.end()) {
            m_reader.report(value->position,
                            fmt::format("`expect` is {}; it must be `Allow`, `Deny`, "
                                        "`ExplicitDeny` or `ImplicitDeny`{}",
                                        in_backticks(value->text),
                                        did_you_mean(value->text, expectations)),
                            "bad-expectation");
            return;
        }
        result.expectation = static_cast<Expectation>(found - expectations.begin());
        if (result.expectation == Expectation::implicit_deny && !result.sid.empty()) {
            m_reader.report(value->position,
                            "a case that expects `ImplicitDeny` has no `sid`: no statement "
                            "decides then",
                            "conflicting-elements");
        }
    }

    ElementReader& m_reader;
    const Node* m_defaults = nullptr;
    std::vector<std::string_view> m_meant; ///< by misspelt names of the map in work
    std::map<std::string, int> m_names;
    std::vector<Case> m_cases;
};

} // namespace

std::string_view expectation_name(Expectation expectation) {
    return expectations.at(static_cast<std::size_t>(expectation));
}

std::vector<Case> parse_cases(const Source& source, std::vector<Finding>& findings) {
    FindingList own; // what is wrong in the defaults is found anew for each case
    std::vector<Case> cases;
    if (const auto document = parse_document(source, own)) {
        ElementReader reader{source, own};
        cases = CaseParser{reader}.parse(*document);
    }
    if (!own.is_empty()) {
        cases.clear();
    }
    auto found = own.take();
    std::move(found.begin(), found.end(), std::back_inserter(findings));
    return cases;
}

} // namespace mfa::policy::cases
