// The functions behind the table in rule.cpp, each in a file of its own or beside its twins.
#pragma once

#include "engine/policy/lint/rule.hpp"

namespace mfa::policy::lint {

void check_action_resource_mismatch(const Subject& subject, Reporter& report);
void check_acts_on_others(const Subject& subject, Reporter& report);
void check_address_as_text(const Subject& subject, Reporter& report);
void check_allow_not_action(const Subject& subject, Reporter& report);
void check_command_gives_shell(const Subject& subject, Reporter& report);
void check_command_loads_code(const Subject& subject, Reporter& report);
void check_command_writes_files(const Subject& subject, Reporter& report);
void check_condition_never_holds(const Subject& subject, Reporter& report);
void check_deny_forgets_action(const Subject& subject, Reporter& report);
void check_empty_arn_part(const Subject& subject, Reporter& report);
void check_enrolment_denied(const Subject& subject, Reporter& report);
void check_enrolment_not_allowed(const Subject& subject, Reporter& report);
void check_factor_removal_without_mfa(const Subject& subject, Reporter& report);
void check_for_all_values_on_allow(const Subject& subject, Reporter& report);
void check_full_session_without_mfa(const Subject& subject, Reporter& report);
void check_if_exists_on_allow(const Subject& subject, Reporter& report);
void check_literal_wildcard(const Subject& subject, Reporter& report);
void check_lock_out(const Subject& subject, Reporter& report);
void check_missing_command(const Subject& subject, Reporter& report);
void check_missing_if_exists(const Subject& subject, Reporter& report);
void check_no_break_glass(const Subject& subject, Reporter& report);
void check_non_canonical_command_path(const Subject& subject, Reporter& report);
void check_redundant_pattern(const Subject& subject, Reporter& report);
void check_redundant_statement(const Subject& subject, Reporter& report);
void check_relative_command_path(const Subject& subject, Reporter& report);
void check_single_valued_operator(const Subject& subject, Reporter& report);
void check_symlinked_command(const Subject& subject, Reporter& report);
void check_unknown_action(const Subject& subject, Reporter& report);
void check_unknown_context_key(const Subject& subject, Reporter& report);
void check_unknown_resource(const Subject& subject, Reporter& report);
void check_unknown_service(const Subject& subject, Reporter& report);
void check_unreachable_allow(const Subject& subject, Reporter& report);
void check_variable_in_2008(const Subject& subject, Reporter& report);
void check_writable_command(const Subject& subject, Reporter& report);

} // namespace mfa::policy::lint
