// One statement against one request, element by element. Decisions do not need to see the elements;
// whoever explains or compares them does.
#pragma once

#include "engine/policy/match.hpp"
#include "engine/policy/model.hpp"
#include "engine/policy/request.hpp"

#include <string>

namespace mfa::policy {

Match match_action(const ActionScope& scope, const std::string& action);

/// A pattern whose variable has no value matches nothing, so it takes nothing out either.
Match match_resource(const ResourceScope& scope, const Request& request);

/// Principal or NotPrincipal; a statement without either is about everybody.
Match match_principal(const Statement& statement, const Principal& principal);

/// Of a statement whose action fits, and whose resource would with the right variables, the rest:
/// variables, principal and conditions.
Match match_candidate(const Statement& statement, const Request& request);

/// All of it.
Match match_statement(const Statement& statement, const Request& request);

} // namespace mfa::policy
