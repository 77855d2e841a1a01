#include "mfa_tool/commands/policy_request.hpp"

#include "engine/base/text.hpp"
#include "engine/policy/document.hpp"
#include "engine/policy/text_rules.hpp"
#include "mfa_tool/failure.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <set>

namespace mfa::tool {

namespace {

using policy::in_backticks;
using policy::Member;
using policy::Node;
using policy::NodeKind;

// Deeper than any document may be, so that a policy that is too deep is found by the engine.
constexpr policy::DocumentLimits line_limits{request_line_max, 1000,
                                             policy::DocumentLimits::ControlCharacters::allowed};

/// A value, or what is wrong with the line.
template <typename T>
using Read = Attempt<T>;

Failure bad(std::string message) {
    return invalid_input(std::move(message));
}

Failure wrong_type(std::string_view what, const Node& node, std::string_view wanted) {
    return bad(
        fmt::format("{} is {}; it must be {}", in_backticks(what), kind_name(node.kind), wanted));
}

Read<std::string> string_of(std::string_view what, const Node& node) {
    if (node.kind != NodeKind::string) {
        return wrong_type(what, node, "a string");
    }
    return node.text;
}

Read<std::string> required_string(const Node& line, std::string_view name) {
    const Member* member = find_member(line, name);
    if (member == nullptr) {
        return bad(fmt::format("there is no {}", in_backticks(name)));
    }
    std::string text = TRY(string_of(name, member->value));
    if (text.empty()) {
        return bad(fmt::format("{} is empty", in_backticks(name)));
    }
    return text;
}

Read<std::vector<std::string>> strings_of(std::string_view what, const Node& node) {
    if (node.kind != NodeKind::list) {
        return wrong_type(what, node, "a list of strings");
    }
    std::vector<std::string> texts;
    for (const Node& item : node.items) {
        texts.push_back(TRY(string_of(what, item)));
    }
    return texts;
}

Read<std::uint32_t> uid_of(const Node& node) {
    const auto uid = node.kind == NodeKind::number ? parse_unsigned(node.text) : std::nullopt;
    if (!uid || *uid > std::numeric_limits<std::uint32_t>::max()) {
        return bad("`uid` must be a number from 0 to 4294967295");
    }
    return static_cast<std::uint32_t>(*uid);
}

Read<policy::Principal> principal_of(const Node& line) {
    policy::Principal principal;
    const Member* member = find_member(line, "principal");
    if (member == nullptr) {
        return principal;
    }
    if (member->value.kind != NodeKind::map) {
        return wrong_type("principal", member->value, "a map");
    }
    for (const Member& field : member->value.members) {
        if (field.key == "user") {
            principal.user = TRY(string_of(field.key, field.value));
        } else if (field.key == "uid") {
            principal.uid = TRY(uid_of(field.value));
        } else if (field.key == "groups") {
            principal.groups = TRY(strings_of(field.key, field.value));
        } else if (field.key == "arn") {
            principal.arn = TRY(string_of(field.key, field.value));
        } else {
            return bad(fmt::format("a principal has no {}; it has `user`, `uid`, `groups`, `arn`",
                                   in_backticks(field.key)));
        }
    }
    return principal;
}

bool is_scalar(const Node& node) {
    return node.kind == NodeKind::string || node.kind == NodeKind::number ||
           node.kind == NodeKind::boolean;
}

Read<std::vector<std::string>> context_values(const Member& member) {
    if (is_scalar(member.value)) {
        return std::vector{member.value.text};
    }
    constexpr std::string_view wanted = "a string, a number, a boolean or a list of these";
    if (member.value.kind != NodeKind::list) {
        return wrong_type(member.key, member.value, wanted);
    }
    std::vector<std::string> values;
    for (const Node& item : member.value.items) {
        if (!is_scalar(item)) {
            return wrong_type(member.key, item, wanted);
        }
        values.push_back(item.text);
    }
    return values;
}

Read<policy::Context> context_of(const Node& line) {
    policy::Context context;
    const Member* member = find_member(line, "context");
    if (member == nullptr) {
        return context;
    }
    if (member->value.kind != NodeKind::map) {
        return wrong_type("context", member->value, "a map");
    }
    for (const Member& entry : member->value.members) {
        if (context.has(entry.key)) {
            return bad(fmt::format("the context has {} twice; upper and lower case make no "
                                   "difference",
                                   in_backticks(entry.key)));
        }
        context.set(entry.key, TRY(context_values(entry)));
    }
    return context;
}

Read<policy::Request> request_of(const Node& line) {
    policy::Request request;
    request.principal = TRY(principal_of(line));
    request.action = TRY(required_string(line, "action"));
    if (request.action.find(':') == std::string::npos) {
        return bad(fmt::format("the action {} is no `service:Name`", in_backticks(request.action)));
    }
    request.resource = TRY(required_string(line, "resource"));
    request.context = TRY(context_of(line));
    add_principal_keys(request);
    return request;
}

Read<std::vector<policy::Source>> policies_of(const Node& list, std::string_view line) {
    if (list.kind != NodeKind::list) {
        return wrong_type("policies", list, "a list of documents");
    }
    std::vector<policy::Source> sources;
    for (const Node& item : list.items) {
        const std::string name = fmt::format("policies[{}]", sources.size());
        if (item.kind == NodeKind::string) {
            sources.push_back({name, item.text, policy::format_for({}, item.text)});
        } else {
            // The engine sees the document as it was written, with its doubled keys.
            const std::string text{line.substr(item.begin, item.end - item.begin)};
            sources.push_back({name, text, policy::Format::json});
        }
    }
    return sources;
}

/// What is wrong with the line itself; the policies' own errors are the engine's to find.
const policy::Finding* first_error(const std::vector<policy::Finding>& findings,
                                   const Member* policies, std::string_view line) {
    int begin = 0;
    int end = 0;
    if (policies != nullptr) {
        begin = policies->value.position.column;
        end = policy::LineTable{line}.at_offset(policies->value.end).column;
    }
    const auto is_within_policies = [&](const policy::Finding& finding) {
        return finding.column >= begin && finding.column < end;
    };
    const auto found = std::find_if(findings.begin(), findings.end(), [&](const auto& finding) {
        return !is_within_policies(finding);
    });
    return found == findings.end() ? nullptr : &*found;
}

} // namespace

RequestLine parse_request_line(std::string_view line) {
    RequestLine result;
    policy::FindingList list;
    const auto document = policy::parse_document(
        {"request", std::string{line}, policy::Format::json}, list, line_limits);
    const auto findings = list.take();
    if (!document || document->kind != NodeKind::map) {
        result.request = findings.empty() ? "the line is no JSON object" : findings.front().message;
        return result;
    }
    if (const Member* id = find_member(*document, "id")) {
        result.id = line.substr(id->value.begin, id->value.end - id->value.begin);
    }
    const Member* policies = find_member(*document, "policies");
    if (const auto* error = first_error(findings, policies, line)) {
        result.request = error->message;
        return result;
    }
    if (policies != nullptr) {
        auto sources = policies_of(policies->value, line);
        if (!sources) {
            result.request = sources.error().message;
            return result;
        }
        result.policies = std::move(*sources);
    }
    auto request = request_of(*document);
    if (request) {
        result.request = std::move(*request);
    } else {
        result.request = request.error().message;
    }
    return result;
}

} // namespace mfa::tool
