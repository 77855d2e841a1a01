#include "engine/policy/lint/rule.hpp"

#include "engine/policy/lint/rules/rules.hpp"

#include <array>

namespace mfa::policy::lint {

namespace {

using enum Severity;

// By code.
constexpr std::array all_rules{
    Rule{"action-resource-mismatch", warning,
         "An action is listed whose kind of resource the statement does not have, so that it never "
         "applies to it.",
         check_action_resource_mismatch},
    Rule{"acts-on-others", warning,
         "Any user may change other users' devices, because a wildcard is too wide.",
         check_acts_on_others},
    Rule{"address-as-text", warning,
         "An address or a network is compared letter by letter, so that it does not match what it "
         "should.",
         check_address_as_text},
    Rule{"allow-not-action", warning,
         "Allow with NotAction gives everything but the list, also what later versions bring.",
         check_allow_not_action},
    Rule{"command-gives-shell", warning,
         "A command that is allowed before MFA runs other programs, and with them any.",
         check_command_gives_shell},
    Rule{"command-loads-code", warning,
         "A command that is allowed before MFA runs code that its user brings along.",
         check_command_loads_code},
    Rule{"command-writes-files", warning,
         "A command that is allowed before MFA writes files of its user's choice, which run later "
         "with MFA.",
         check_command_writes_files},
    Rule{"condition-never-holds", warning,
         "The conditions contradict each other, so that the statement never applies.",
         check_condition_never_holds},
    Rule{"deny-forgets-action", warning,
         "A Deny for those without MFA takes in more than meant: the limited session that an Allow "
         "gives, or showing a factor.",
         check_deny_forgets_action},
    Rule{"empty-arn-part", warning,
         "A resource leaves out the host or the account, which every request names.",
         check_empty_arn_part},
    Rule{"enrolment-denied", error,
         "A Deny keeps those without MFA from enrolling, so that nobody could ever get MFA.",
         check_enrolment_denied},
    Rule{"enrolment-not-allowed", warning,
         "No user may enrol a first device, because no Allow gives it to one without MFA.",
         check_enrolment_not_allowed},
    Rule{"factor-removal-without-mfa", error,
         "A factor may be deactivated or deleted without showing it: whoever has the password or a "
         "key only takes it away, and MFA with it.",
         check_factor_removal_without_mfa},
    Rule{"for-all-values-on-allow", warning,
         "ForAllValues is true where the key is missing, so on an Allow it gives what it should "
         "limit.",
         check_for_all_values_on_allow},
    Rule{"full-session-without-mfa", warning, "An ordinary user gets a full session without MFA.",
         check_full_session_without_mfa},
    Rule{"if-exists-on-allow", warning,
         "An Allow that wants MFA also holds where nothing is known about it, as after a login "
         "with a key alone.",
         check_if_exists_on_allow},
    Rule{"literal-wildcard", warning,
         "A wildcard stands in a value of an operator that knows none.", check_literal_wildcard},
    Rule{"lock-out", error, "Nobody may log in, not even with MFA.", check_lock_out},
    Rule{"missing-command", suggestion,
         "A command path does not exist on this machine, so that it allows nothing here.",
         check_missing_command},
    Rule{"missing-if-exists", warning,
         "A Deny for those without MFA does not apply where nothing is known about it, as after a "
         "login with a key alone.",
         check_missing_if_exists},
    Rule{"no-break-glass", suggestion,
         "Nobody may log in when MFA itself is broken; one way in that needs none, such as root on "
         "the console, saves the machine.",
         check_no_break_glass},
    Rule{"non-canonical-command-path", warning,
         "A command path is written in a way in which no request names it (`//`, `/./`, `/../`, a "
         "`/` at the end).",
         check_non_canonical_command_path},
    Rule{"redundant-pattern", suggestion, "A pattern is covered by another one in the same list.",
         check_redundant_pattern},
    Rule{"redundant-statement", suggestion,
         "A statement changes nothing, because another one does the same and more.",
         check_redundant_statement},
    Rule{"relative-command-path", warning, "A command path is not absolute.",
         check_relative_command_path},
    Rule{"single-valued-operator", warning,
         "An operator for one value is used on a key that may have several, and then never holds.",
         check_single_valued_operator},
    Rule{"symlinked-command", warning,
         "A command path is a link, or passes through one; requests name the file itself.",
         check_symlinked_command},
    Rule{"unknown-action", warning, "Nothing ever asks about this action.", check_unknown_action},
    Rule{"unknown-context-key", warning, "No request carries this key.", check_unknown_context_key},
    Rule{"unknown-resource", warning, "No action is ever about such a resource.",
         check_unknown_resource},
    Rule{"unknown-service", warning, "There is no such PAM service.", check_unknown_service},
    Rule{"unreachable-allow", warning,
         "An Allow, or one of its actions, never has an effect, because a Deny covers it.",
         check_unreachable_allow},
    Rule{"variable-in-2008", warning,
         "A document of Version 2008-10-17, or without Version, knows no variables: `${…}` is "
         "literal text there.",
         check_variable_in_2008},
    Rule{"writable-command", warning,
         "A command that is allowed before MFA can be replaced by somebody else than root.",
         check_writable_command},
};

} // namespace

std::span<const Rule> rules() {
    return all_rules;
}

} // namespace mfa::policy::lint
