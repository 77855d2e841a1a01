#include "engine/policy/evaluate.hpp"

#include "engine/policy/statement_evaluator.hpp"

#include <exception>

namespace mfa::policy {

namespace {

/// Whether the statement has its effect. Without memory, say, nobody knows: then a Deny has.
bool has_effect(const Statement& statement, const Request& request) {
    Match result = Match::failed;
    try {
        result = match_statement(statement, request);
    } catch (const std::exception&) {
        result = Match::failed;
    }
    return result == Match::yes || (result == Match::failed && statement.effect == Effect::deny);
}

} // namespace

std::string_view decision_name(DecisionKind kind) {
    switch (kind) {
    case DecisionKind::allow:
        return "Allow";
    case DecisionKind::explicit_deny:
        return "ExplicitDeny";
    case DecisionKind::implicit_deny:
        return "ImplicitDeny";
    }
    return "ImplicitDeny";
}

std::string_view effect_name(Effect effect) {
    switch (effect) {
    case Effect::allow:
        return "Allow";
    case Effect::deny:
        return "Deny";
    }
    return "Deny";
}

Decision evaluate(const PolicySet& set, const Request& request) {
    std::vector<StatementRef> allows;
    std::vector<StatementRef> denies;
    for (const Statement& statement : set.statements()) {
        if (has_effect(statement, request)) {
            auto& found = statement.effect == Effect::allow ? allows : denies;
            found.push_back({statement.effect, statement.sid, statement.file, statement.line});
        }
    }
    if (!denies.empty()) {
        return {DecisionKind::explicit_deny, std::move(denies)};
    }
    if (!allows.empty()) {
        return {DecisionKind::allow, std::move(allows)};
    }
    return {};
}

} // namespace mfa::policy
