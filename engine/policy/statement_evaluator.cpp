#include "engine/policy/statement_evaluator.hpp"

#include "engine/policy/condition_evaluator.hpp"
#include "engine/policy/principal_evaluator.hpp"

#include <algorithm>
#include <functional>

namespace mfa::policy {

namespace {

Match with_sense(Sense sense, bool is_listed) {
    return from_bool(is_listed == (sense == Sense::included));
}

} // namespace

Match match_action(const ActionScope& scope, const std::string& action) {
    return with_sense(
        scope.sense,
        std::any_of(scope.patterns.begin(), scope.patterns.end(), [&](const Pattern& pattern) {
            return covers(pattern, action, LetterCase::ignored);
        }));
}

Match match_resource(const ResourceScope& scope, const Request& request) {
    const std::u32string resource = characters_of(request.resource, LetterCase::exact);
    return with_sense(
        scope.sense,
        std::any_of(scope.templates.begin(), scope.templates.end(), [&](const Template& text) {
            const ResolvedTemplate resolved{text, request.context, request.resource.size()};
            return resolved.pattern() != nullptr && covers(resolved.pattern()->symbols(), resource);
        }));
}

Match match_principal(const Statement& statement, const Principal& principal) {
    const bool is_meant =
        !statement.principals || is_about(*statement.principals, statement.effect, principal);
    return is_meant ? Match::yes : Match::no;
}

Match match_candidate(const Statement& statement, const Request& request) {
    const auto& templates = statement.resources.templates;
    Match result = Match::yes;
    if (std::any_of(templates.begin(), templates.end(), std::mem_fn(&Template::has_variables))) {
        result = match_resource(statement.resources, request);
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

Match match_statement(const Statement& statement, const Request& request) {
    const bool is_candidate = match_action(statement.actions, request.action) == Match::yes &&
                              match_resource(statement.resources, request) == Match::yes;
    return is_candidate ? match_candidate(statement, request) : Match::no;
}

} // namespace mfa::policy
