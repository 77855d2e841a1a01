#include "engine/policy/statement_evaluator.hpp"

#include "engine/policy/condition_evaluator.hpp"
#include "engine/policy/principal_evaluator.hpp"

namespace mfa::policy {

namespace {

Match reversed_if(bool is_reversed, Match match) {
    if (!is_reversed || match == Match::failed) {
        return match;
    }
    return match == Match::yes ? Match::no : Match::yes;
}

} // namespace

Match match_action(const ActionScope& scope, const std::string& action) {
    Match result = Match::no;
    for (const Pattern& pattern : scope.patterns) {
        result = either(result, match(pattern, action, LetterCase::ignored));
    }
    return reversed_if(scope.sense == Sense::excluded, result);
}

Match match_resource(const ResourceScope& scope, const Request& request) {
    Match result = Match::no;
    for (const Template& resource : scope.templates) {
        if (const auto pattern = resource.resolve(request.context)) {
            result = either(result, match(*pattern, request.resource, LetterCase::exact));
        }
    }
    return reversed_if(scope.sense == Sense::excluded, result);
}

Match match_principal(const Statement& statement, const Principal& principal) {
    const bool is_meant =
        !statement.principals || is_about(*statement.principals, statement.effect, principal);
    return is_meant ? Match::yes : Match::no;
}

Match match_statement(const Statement& statement, const Request& request) {
    Match result = match_action(statement.actions, request.action);
    if (result != Match::no) {
        result = both(result, match_resource(statement.resources, request));
    }
    if (result != Match::no) {
        result = both(result, match_principal(statement, request.principal));
    }
    for (const Condition& condition : statement.conditions) {
        if (result != Match::no) {
            result = both(result, match_condition(condition, request.context));
        }
    }
    return result;
}

} // namespace mfa::policy
