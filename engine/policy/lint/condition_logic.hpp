// Conditions on one key against each other: what follows from what, and what contradicts what. MFA
// is looked at elsewhere, as its keys depend on each other (mfa_states.hpp).
#pragma once

#include "engine/policy/lint/mfa_states.hpp"
#include "engine/policy/lint/subject.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace mfa::policy::lint {

using Conditions = std::vector<const ConditionView*>;
using ConditionsByKey = std::map<std::string, Conditions>; ///< keys in lower case

/// A statement's conditions, those about MFA left out.
ConditionsByKey by_key(const StatementView& statement);

/// Whether the condition is tried out on values; else it is compared as it is written.
bool is_judged_by_value(const ConditionView& condition);

/// The contexts, one for each way in which the conditions can tell values of the key apart, that
/// meet them all. Nothing where those cannot be listed.
std::optional<std::vector<Context>> contexts_that_meet(const std::string& key,
                                                       const Conditions& conditions);

/// Whether every request that has the inner statement's non-MFA conditions has the outer's, too.
bool conditions_follow(const StatementView& outer, const StatementView& inner);

/// Whether no value of some key (MFA aside) meets all of the statement's conditions on it; that
/// key's last condition, or nullptr.
const ConditionView* contradiction(const StatementView& statement);

} // namespace mfa::policy::lint
