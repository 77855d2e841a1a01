#include "mfa_tool/commands/policy_compare_view.hpp"

#include "engine/base/text.hpp"
#include "mfa_tool/commands/policy_view.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mfa::tool {

namespace {

using nlohmann::ordered_json;
using policy::Decision;
using policy::StatementRef;
using policy::compare::Comparison;
using policy::compare::Difference;

// What the principal gives by itself need not be said again.
constexpr std::array<std::string_view, 3> principal_keys{"aws:username", "aws:principalarn",
                                                         "host:groups"};

bool is_of_principal(const std::string& key) {
    return std::find(principal_keys.begin(), principal_keys.end(), key) != principal_keys.end();
}

/// For a shell: as it is where that is safe, in single quotes elsewhere.
std::string word(std::string_view text) {
    const bool is_plain = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view{"-_./:=@,+"}.find(c) != std::string_view::npos;
    });
    if (is_plain) {
        return std::string{text};
    }
    std::string quoted = "'";
    for (const char c : escape_controls(text)) {
        quoted += c == '\'' ? std::string{"'\\''"} : std::string{c};
    }
    return quoted + "'";
}

std::string statement_text(const StatementRef& statement) {
    return fmt::format("{} {}{}{}:{}", effect_name(statement.effect), statement.sid,
                       statement.sid.empty() ? "" : " ", escape_controls(statement.file),
                       statement.line);
}

std::string decision_line(std::string_view when, const Decision& decision) {
    std::string text = fmt::format("  {} {}", when, decision_name(decision.kind));
    for (const StatementRef& statement : decision.statements) {
        text +=
            (&statement == &decision.statements.front() ? ": " : ", ") + statement_text(statement);
    }
    return text + "\n";
}

std::string_view title(const Difference& difference) {
    if (difference.is_new_access()) {
        return "allowed now";
    }
    return difference.before.kind == policy::DecisionKind::allow ? "denied now"
                                                                 : "denied in another way";
}

/// Of two differences of one kind, one of which comes from fewer changed statements, that one says
/// it all.
bool is_said_by(const Difference& simple, const Difference& other) {
    const auto has_all = [](const std::vector<StatementRef>& few,
                            const std::vector<StatementRef>& many) {
        return std::all_of(few.begin(), few.end(), [&](const StatementRef& one) {
            return std::any_of(many.begin(), many.end(), [&](const StatementRef& same) {
                return one.file == same.file && one.line == same.line;
            });
        });
    };
    return simple.before.kind == other.before.kind && simple.after.kind == other.after.kind &&
           simple.removed.size() + simple.added.size() <
               other.removed.size() + other.added.size() &&
           has_all(simple.removed, other.removed) && has_all(simple.added, other.added);
}

std::string difference_text(const Difference& difference) {
    std::string text = fmt::format("{}: {}\n", title(difference), request_text(difference.request));
    text += decision_line("before", difference.before);
    text += decision_line("after ", difference.after);
    for (const StatementRef& statement : difference.removed) {
        text += fmt::format("  only before: {}\n", statement_text(statement));
    }
    for (const StatementRef& statement : difference.added) {
        text += fmt::format("  only after:  {}\n", statement_text(statement));
    }
    return text + "\n";
}

ordered_json refs_json(const std::vector<StatementRef>& statements) {
    return statements_json({policy::DecisionKind::implicit_deny, statements});
}

ordered_json decision_json(const Decision& decision) {
    return {{"decision", decision_name(decision.kind)}, {"statements", statements_json(decision)}};
}

} // namespace

std::string request_text(const policy::Request& request) {
    std::string text = fmt::format("--as {}", word(request.principal.user.value_or("")));
    if (request.principal.arn) {
        text += fmt::format(" --arn {}", word(*request.principal.arn));
    }
    for (const std::string& group : request.principal.groups.value_or(std::vector<std::string>{})) {
        text += fmt::format(" --group {}", word(group));
    }
    text += fmt::format(" --action {} --resource {}", word(request.action), word(request.resource));
    for (const auto& [key, values] : request.context.all()) {
        for (const std::string& value : values) {
            if (!is_of_principal(key)) {
                text += fmt::format(" --context {}", word(fmt::format("{}={}", key, value)));
            }
        }
    }
    return text;
}

ordered_json request_json(const policy::Request& request) {
    ordered_json principal = ordered_json::object();
    if (request.principal.user) {
        principal["user"] = *request.principal.user;
    }
    if (request.principal.groups) {
        principal["groups"] = *request.principal.groups;
    }
    if (request.principal.arn) {
        principal["arn"] = *request.principal.arn;
    }
    ordered_json context = ordered_json::object();
    for (const auto& [key, values] : request.context.all()) {
        if (!is_of_principal(key) && !values.empty()) {
            context[key] = values.size() == 1 ? ordered_json(values.front()) : ordered_json(values);
        }
    }
    return {{"principal", std::move(principal)},
            {"action", request.action},
            {"resource", request.resource},
            {"context", std::move(context)}};
}

std::string cuts_text(const std::set<std::string>& cuts) {
    std::string text;
    for (const std::string& cut : cuts) {
        text += fmt::format("not exhaustive: {}\n", cut);
    }
    return text;
}

std::string comparison_text(const Comparison& comparison) {
    std::string text;
    std::size_t combined = 0;
    for (const Difference& difference : comparison.differences) {
        const bool is_said =
            std::any_of(comparison.differences.begin(), comparison.differences.end(),
                        [&](const Difference& other) { return is_said_by(other, difference); });
        if (is_said) {
            ++combined;
        } else {
            text += difference_text(difference);
        }
    }
    if (combined > 0) {
        text += fmt::format("{} more where several of these statements meet; --json shows {}\n",
                            combined, combined == 1 ? "it" : "them");
    }
    text += cuts_text(comparison.cuts);
    const std::size_t count = comparison.differences.size();
    if (count == 0) {
        return text + (comparison.cuts.empty()
                           ? "no difference: every request is decided as before\n"
                           : "no difference found in what was looked at\n");
    }
    return text + fmt::format("{} difference{}; {} statement{} only before, {} only after\n", count,
                              count == 1 ? "" : "s", comparison.removed,
                              comparison.removed == 1 ? "" : "s", comparison.added);
}

ordered_json comparison_json(const Comparison& comparison) {
    auto differences = ordered_json::array();
    for (const Difference& difference : comparison.differences) {
        differences.push_back({{"request", request_json(difference.request)},
                               {"before", decision_json(difference.before)},
                               {"after", decision_json(difference.after)},
                               {"only_before", refs_json(difference.removed)},
                               {"only_after", refs_json(difference.added)},
                               {"new_access", difference.is_new_access()}});
    }
    return {{"differences", std::move(differences)},
            {"new_access", comparison.has_new_access()},
            {"exhaustive", comparison.cuts.empty()},
            {"cuts", comparison.cuts}};
}

} // namespace mfa::tool
