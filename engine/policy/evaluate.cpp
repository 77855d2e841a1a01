#include "engine/policy/evaluate.hpp"

#include "engine/policy/condition_evaluator.hpp"
#include "engine/policy/principal_evaluator.hpp"

#include <exception>

namespace mfa::policy {

namespace {

Match reversed_if(bool is_reversed, Match match) {
    if (!is_reversed || match == Match::failed) {
        return match;
    }
    return match == Match::yes ? Match::no : Match::yes;
}

Match match_action(const ActionScope& scope, const std::string& action) {
    Match result = Match::no;
    for (const Pattern& pattern : scope.patterns) {
        result = either(result, match(pattern, action, LetterCase::ignored));
    }
    return reversed_if(scope.sense == Sense::excluded, result);
}

/// A pattern whose variable has no value matches nothing, so it takes nothing out either.
Match match_resource(const ResourceScope& scope, const Request& request) {
    Match result = Match::no;
    for (const Template& resource : scope.templates) {
        if (const auto pattern = resource.resolve(request.context)) {
            result = either(result, match(*pattern, request.resource, LetterCase::exact));
        }
    }
    return reversed_if(scope.sense == Sense::excluded, result);
}

Match match_statement(const Statement& statement, const Request& request) {
    Match result = match_action(statement.actions, request.action);
    if (result != Match::no) {
        result = both(result, match_resource(statement.resources, request));
    }
    if (result != Match::no && statement.principals) {
        const bool is_meant = is_about(*statement.principals, statement.effect, request.principal);
        result = both(result, is_meant ? Match::yes : Match::no);
    }
    for (const Condition& condition : statement.conditions) {
        if (result != Match::no) {
            result = both(result, match_condition(condition, request.context));
        }
    }
    return result;
}

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
