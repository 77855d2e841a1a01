// The rules one by one, beyond the two documents that the corpus has for each.
#include "engine/policy/lint/command_dangers.hpp"
#include "tests/unit/policy_lint/support.hpp"

using namespace mfa;
using namespace mfa::test;
using policy::Severity;
using policy::lint::CommandDanger;
using policy::lint::NoHostFacts;
using policy::lint::PathState;

namespace {

std::string rule(const std::string& effect, const std::string& action, const std::string& resource,
                 const std::string& conditions = "") {
    return "  - {Effect: " + effect + ", Action: " + action + ", Resource: '" + resource + "'" +
           (conditions.empty() ? "" : ", Condition: {" + conditions + "}") + "}\n";
}

std::string command(const std::string& path, const std::string& conditions = "") {
    return rule("Allow", "host:RunCommand", "arn:aws:host:*:*:command" + path, conditions);
}

const std::string with_mfa = "Bool: {aws:MultiFactorAuthPresent: true}";
const std::string without_mfa = "BoolIfExists: {aws:MultiFactorAuthPresent: false}";
const std::string own_user = "arn:aws:iam::*:user/${aws:username}";

bool says(const std::string& message, const std::string& part) {
    if (message.find(part) == std::string::npos) {
        throw CheckFailed{"`" + part + "` is not in: " + message};
    }
    return true;
}

} // namespace

static void a_newcomers_five_mistakes_are_found_with_what_to_write_instead() {
    const auto result = lint_texts({
        "Version: 2012-10-17\n"
        "Statement:\n"
        "  - Effect: Allow\n"
        "    Action: [iam:CreateVirtualMFADevice, iam:DeactivateMFADevice]\n"
        "    Resource: ['arn:aws:iam::*:mfa/*', 'arn:aws:iam::*:user/${aws:username}']\n"
        "  - Effect: Allow\n"
        "    Action: iam:ListMFADevice\n"
        "    Resource: arn:aws:iam::*:user/${aws:username}\n"
        "  - Effect: Allow\n"
        "    Action: host:StartSession\n"
        "    Resource: arn:aws:host:*:*:service/ssh\n"
        "  - Effect: Allow\n"
        "    Action: host:RunCommand\n"
        "    Resource: [arn:aws:host:*:*:command/usr/bin/id, "
        "arn:aws:host:*:*:command/usr/bin/less]\n"
        "  - Effect: Allow\n"
        "    Action: host:*\n"
        "    Resource: '*'\n"
        "    Condition: {Bool: {aws:MultiFactorAuthPresent: true}}\n"
        "  - Effect: Deny\n"
        "    NotAction: [iam:CreateVirtualMFADevice, iam:ListMFADevices, host:StartSession, "
        "host:RunCommand, sts:GetSessionToken]\n"
        "    Resource: '*'\n"
        "    Condition: {Bool: {aws:MultiFactorAuthPresent: false}}\n",
    });
    // 1. a wildcard for a name 2. and 3. misspelt names 4. a pager 5. Bool, and a list too short
    CHECK(says(message_of(result, "acts-on-others"), "`arn:aws:iam::*:mfa/${aws:username}`"));
    CHECK(says(message_of(result, "unknown-action"), "did you mean `iam:ListMFADevices`?"));
    CHECK(says(message_of(result, "unknown-service"), "did you mean `sshd`?"));
    CHECK(says(message_of(result, "command-gives-shell"), "`less`"));
    CHECK(says(message_of(result, "missing-if-exists"), "write `BoolIfExists`"));
    CHECK(says(message_of(result, "enrolment-denied"), "add `iam:EnableMFADevice`"));
    CHECK(says(message_of(result, "factor-removal-without-mfa"), "iam:DeactivateMFADevice"));
}

static void documents_that_do_not_load_give_their_errors_alone() {
    const auto result = lint_texts({"Statement: {Effect: Alow, Action: 'x:y', Resource: '*'}",
                                    "Statement: {Effect: Allow, Action: 'x:y', Resource: '*'}"});
    CHECK_EQUAL(codes_of(result), "bad-effect");
    CHECK(!result.statements.has_value());
    CHECK(result.has(Severity::error));
}

static void names_ignore_case_where_the_engine_does() {
    CHECK_EQUAL(codes_beside_base(rule("Allow", "IAM:getuser", own_user)), "");
    CHECK_EQUAL(codes_beside_base(
                    rule("Deny", "host:StartSession", "*", "StringEquals: {AWS:UserName: guest}")),
                "");
    CHECK_EQUAL(codes_beside_base(rule("Allow", "iam:Get*", own_user)), "");
    CHECK_EQUAL(codes_beside_base(rule("Allow", "iam:Gte*", own_user)), "unknown-action");
}

static void a_variable_with_an_unknown_key_is_found_in_resources_and_values() {
    CHECK_EQUAL(codes_beside_base(rule("Allow", "iam:GetUser", "arn:aws:iam::*:user/${aws:user}")),
                "unknown-context-key");
    CHECK_EQUAL(codes_beside_base(rule("Deny", "host:StartSession", "*",
                                       "StringLike: {host:Tty: '${aws:user}*'}")),
                "unknown-context-key");
    CHECK_EQUAL(
        codes_beside_base(rule("Deny", "host:StartSession", "*",
                               "ArnLike: {aws:PrincipalArn: 'arn:aws:iam::*:user/${aws:user}'}")),
        "unknown-context-key");
}

static void the_machines_own_services_are_known() {
    FakeHost host;
    const std::string statement =
        rule("Allow", "host:StartSession", "arn:aws:host:*:*:service/acme");
    CHECK_EQUAL(codes_beside_base(statement, host), "unknown-service");
    host.own_services = {"acme"};
    CHECK_EQUAL(codes_beside_base(statement, host), "");
    CHECK_EQUAL(codes_beside_base(
                    rule("Deny", "host:StartSession", "*", "StringEquals: {host:Service: ssdh}")),
                "unknown-service");
}

static void an_action_of_an_allow_that_a_deny_covers_is_unreachable_by_itself() {
    const std::string deny = rule("Deny", "iam:ListUsers", "*");
    CHECK_EQUAL(codes_beside_base(rule("Allow", "[iam:ListUsers, iam:ListVirtualMFADevices]", "*",
                                       "StringEquals: {aws:username: root}") +
                                  deny),
                "unreachable-allow");
    // Where the Deny asks for more, something is left.
    CHECK_EQUAL(codes_beside_base(
                    rule("Allow", "iam:ListUsers", "*", "StringEquals: {aws:username: root}") +
                    rule("Deny", "iam:ListUsers", "*", without_mfa)),
                "");
}

static void two_denies_together_can_cover_an_allow() {
    const std::string allow = rule("Allow", "iam:ListUsers", "*");
    CHECK_EQUAL(codes_beside_base(allow + rule("Deny", "iam:ListUsers", "*", without_mfa) +
                                  rule("Deny", "iam:List*", "*", with_mfa)),
                "unreachable-allow");
}

static void of_two_equal_statements_the_later_one_is_redundant() {
    const std::string allow = rule("Allow", "iam:ListUsers", "*", with_mfa);
    const auto result = lint_texts(
        {read_corpus("lint/base.yaml"), "Version: 2012-10-17\nStatement:\n" + allow + allow});
    CHECK_EQUAL(codes_of(result), "redundant-statement");
    CHECK_EQUAL(result.findings[0].line, 4);
}

static void a_deny_on_the_age_may_stand_beside_a_deny_for_none() {
    const std::string old = rule("Deny", "host:StartFullSession", "arn:aws:host:*:*:service/sudo",
                                 "NumericGreaterThan: {aws:MultiFactorAuthAge: 3600}");
    CHECK_EQUAL(codes_beside_base(old), "");
    // Where one without MFA gets through, that was not meant.
    CHECK_EQUAL(codes_beside_base(old + rule("Allow", "host:StartFullSession",
                                             "arn:aws:host:*:*:service/sudo",
                                             "StringEquals: {aws:username: root}")),
                "missing-if-exists");
}

static void an_if_exists_twin_for_the_missing_key_is_as_good() {
    CHECK_EQUAL(
        codes_beside_base(rule("Deny", "host:StartFullSession", "arn:aws:host:*:*:service/sudo",
                               "Bool: {aws:MultiFactorAuthPresent: false}") +
                          rule("Deny", "host:StartFullSession", "arn:aws:host:*:*:service/sudo",
                               "'Null': {aws:MultiFactorAuthPresent: true}")),
        "");
    CHECK_EQUAL(
        codes_beside_base(rule("Deny", "host:StartFullSession", "arn:aws:host:*:*:service/sudo",
                               "StringEquals: {aws:MultiFactorAuthPresent: 'false'}")),
        "missing-if-exists");
}

static void conditions_that_exclude_each_other_never_hold() {
    CHECK_EQUAL(codes_beside_base(rule("Deny", "host:StartSession", "*",
                                       "StringEquals: {aws:username: alice}, "
                                       "StringNotEquals: {AWS:username: alice}")),
                "condition-never-holds");
    CHECK_EQUAL(codes_beside_base(rule("Deny", "host:StartSession", "*",
                                       "NumericLessThan: {aws:EpochTime: 10}, "
                                       "NumericGreaterThan: {aws:EpochTime: 20}")),
                "condition-never-holds");
    CHECK_EQUAL(codes_beside_base(rule("Deny", "host:StartSession", "*",
                                       "NumericLessThan: {aws:EpochTime: 20}, "
                                       "NumericGreaterThan: {aws:EpochTime: 10}")),
                "");
}

static void values_that_cannot_be_listed_exclude_each_other_by_what_they_cover() {
    const auto codes = [](const std::string& conditions) {
        return codes_beside_base(rule("Deny", "host:StartSession", "*", conditions));
    };
    const std::string never = "condition-never-holds";
    CHECK_EQUAL(codes("DateLessThan: {aws:CurrentTime: 2026-01-01}, "
                      "DateGreaterThanEquals: {aws:CurrentTime: 2026-01-01}"),
                never);
    CHECK_EQUAL(codes("DateLessThanEquals: {aws:CurrentTime: 2026-01-01}, "
                      "DateGreaterThanEquals: {aws:CurrentTime: 2026-01-01}"),
                "");
    CHECK_EQUAL(codes("IpAddress: {aws:SourceIp: [10.1.0.0/16, 10.2.0.0/16]}, "
                      "IpAddressIfExists: {aws:SourceIp: [10.3.0.0/16, '::1']}"),
                never);
    CHECK_EQUAL(codes("IpAddress: {aws:SourceIp: 10.1.0.0/16}, "
                      "IpAddressIfExists: {aws:SourceIp: 10.0.0.0/8}"),
                "");
    CHECK_EQUAL(codes("StringLike: {aws:username: 'svc-*'}, StringEquals: {aws:username: root}"),
                never);
    CHECK_EQUAL(codes("StringLike: {aws:username: 'svc-*'}, "
                      "StringEqualsIgnoreCase: {aws:username: SVC-web}"),
                "");
    CHECK_EQUAL(codes("StringLikeIfExists: {host:Tty: 'tty*'}, "
                      "StringEqualsIfExists: {host:Tty: pts0}"),
                "");
    CHECK_EQUAL(codes("ForAnyValue:StringLike: {host:Groups: 'a*'}, "
                      "ForAnyValue:StringEquals: {host:Groups: b}"),
                "");
}

static void what_is_said_of_conditions_on_mfa_that_never_hold_fits_them() {
    const auto said = [](const std::string& conditions) {
        return message_of(lint_texts({"Version: 2012-10-17\nStatement:\n" +
                                      rule("Deny", "host:StartSession", "*", conditions)}),
                          "condition-never-holds");
    };
    const std::string present = "aws:MultiFactorAuthPresent";
    const std::string age = "aws:MultiFactorAuthAge";
    CHECK(says(said("StringEquals: {" + present + ": 'yes'}"), "holds for none of them: write "));
    CHECK(says(said("Bool: {" + present +
                    ": true}, BoolIfExists: {AWS:MultiFactorAuthPresent: "
                    "false}"),
               "one of the three; keep the one"));
    CHECK(says(said("NumericLessThan: {" + age + ": 0}"), "meets this condition: "));
    CHECK(says(said("NumericLessThan: {" + age + ": 5}, NumericGreaterThan: {" + age + ": 7}"),
               "meets these conditions together: "));
    CHECK(says(said("Bool: {" + present + ": false}, NumericGreaterThan: {" + age + ": 7}"),
               "is there only where"));
}

static void a_name_that_begins_with_ones_own_is_somebody_else() {
    CHECK_EQUAL(codes_beside_base(rule("Allow", "iam:DeleteVirtualMFADevice",
                                       "arn:aws:iam::*:mfa/*${aws:username}", with_mfa)),
                "acts-on-others");
    CHECK_EQUAL(codes_beside_base(rule("Allow", "iam:DeleteVirtualMFADevice",
                                       "arn:aws:iam::*:mfa/${aws:username}/*", with_mfa)),
                "");
}

static void a_group_may_act_on_others() {
    CHECK_EQUAL(codes_beside_base(rule("Allow", "iam:DeactivateMFADevice", "arn:aws:iam::*:user/*",
                                       with_mfa + ", ForAnyValue:StringEquals: {host:Groups: "
                                                  "helpdesk}")),
                "");
    // But its members not without MFA.
    CHECK_EQUAL(codes_beside_base(rule("Allow", "iam:DeactivateMFADevice", "arn:aws:iam::*:user/*",
                                       "ForAnyValue:StringEquals: {host:Groups: helpdesk}")),
                "factor-removal-without-mfa");
}

static void a_deny_elsewhere_makes_a_wide_allow_harmless() {
    const std::string allow =
        rule("Allow", "iam:DeactivateMFADevice", own_user) + command("/usr/bin/vim");
    const std::string deny =
        rule("Deny", "[iam:DeactivateMFADevice, host:RunCommand]", "*", without_mfa);
    CHECK_EQUAL(codes_beside_base(allow), "factor-removal-without-mfa command-gives-shell");
    CHECK_EQUAL(codes_beside_base(allow + deny), "");
}

static void commands_are_known_by_their_names_and_versions() {
    using policy::lint::danger_of;
    for (const char* name : {"bash", "vim", "vim.basic", "python3.11", "perl", "find", "gcc-12"}) {
        CHECK(danger_of(name) == CommandDanger::gives_shell);
    }
    CHECK(danger_of("openssl") == CommandDanger::loads_code);
    CHECK(danger_of("tee") == CommandDanger::writes_files);
    CHECK(danger_of("nc.openbsd") == CommandDanger::writes_files);
    for (const char* name : {"id", "whoami", "uptime", "groups", "tty", "", "3", "-"}) {
        CHECK(!danger_of(name).has_value());
    }
}

static void a_wildcard_for_commands_is_judged_by_what_it_lets_run() {
    CHECK_EQUAL(codes_beside_base(command("/usr/bin/*")), "command-gives-shell");
    CHECK_EQUAL(codes_beside_base(command("/usr/bin/t?e")), "command-writes-files");
    CHECK_EQUAL(codes_beside_base(command("/opt/acme/*")), "");
    CHECK_EQUAL(codes_beside_base(command("/usr/bin/*", with_mfa)), "");
    const auto result = lint_texts(
        {read_corpus("lint/base.yaml"), "Version: 2012-10-17\nStatement:\n" + command("/*")});
    CHECK_EQUAL(codes_of(result), "command-gives-shell writable-command");
    CHECK(says(message_of(result, "command-gives-shell"), "`bash`"));
}

static void a_condition_on_arguments_makes_a_command_harmless() {
    CHECK_EQUAL(codes_beside_base(command("/usr/bin/vim")), "command-gives-shell");
    CHECK_EQUAL(codes_beside_base(command("/usr/bin/systemctl",
                                          "ForAllValues:StringEquals: {host:Argument: [status]}, "
                                          "'Null': {host:Argument: false}")),
                "command-gives-shell");
}

static void paths_are_judged_by_what_the_machine_has() {
    FakeHost host;
    host.paths["/opt/acme/tool"] = {PathState::file, "/opt/acme/tool", "/opt/acme"};
    host.paths["/usr/bin/gone"] = {PathState::missing, {}, {}};
    host.paths["/usr/sbin/gone"] = {PathState::file, "/usr/sbin/gone", {}};
    host.paths["/usr/bin"] = {PathState::no_file, "/usr/bin", {}};
    host.paths["/bin/true"] = {PathState::symlink, "/usr/bin/true", {}};
    host.paths["/id"] = {PathState::missing, {}, {}};
    CHECK_EQUAL(codes_beside_base(command("/opt/acme/tool"), host), "writable-command");
    CHECK_EQUAL(codes_beside_base(command("/usr/bin/gone"), host), "missing-command");
    CHECK_EQUAL(codes_beside_base(command("/usr/bin"), host), "missing-command");
    CHECK_EQUAL(codes_beside_base(command("/bin/true"), host), "symlinked-command");
    CHECK_EQUAL(codes_beside_base(command("/id"), host), "relative-command-path");
    const std::string gone = "Version: 2012-10-17\nStatement:\n" + command("/usr/bin/gone");
    CHECK(says(message_of(lint_texts({gone}, host), "missing-command"),
               "write `command/usr/sbin/gone`"));
}

static void without_a_machine_only_the_text_counts() {
    const NoHostFacts nothing;
    CHECK_EQUAL(codes_beside_base(command("/usr/bin/gone") + command("/opt/acme/tool"), nothing),
                "");
    CHECK_EQUAL(codes_beside_base(command("/tmp/tool"), nothing), "writable-command");
    for (const char* path :
         {"//usr/bin/id", "/usr/./bin/id", "/usr/lib/../bin/id", "/usr/bin/id/"}) {
        CHECK_EQUAL(codes_beside_base(command(path), nothing), "non-canonical-command-path");
    }
    for (const char* path : {"/id", "id", "usr/bin/id"}) {
        CHECK_EQUAL(codes_beside_base(command(path), nothing), "relative-command-path");
    }
}

static void an_operator_for_one_value_is_found_on_keys_with_several() {
    const auto said = [](const std::string& effect, const std::string& conditions) {
        return message_of(lint_texts({"Version: 2012-10-17\nStatement:\n" +
                                      rule(effect, "host:StartSession", "*", conditions)}),
                          "single-valued-operator");
    };
    CHECK(says(said("Deny", "StringLikeIfExists: {HOST:AuthMethod: 'key*'}"),
               "write `ForAnyValue:StringLikeIfExists`"));
    CHECK(says(said("Deny", "StringNotEquals: {host:Groups: wheel}"),
               "write `ForAllValues:StringNotEquals`"));
    CHECK(says(said("Allow", "StringNotEquals: {host:Argument: '-x'}"),
               "make it a Deny with `ForAnyValue:StringEquals`"));
    CHECK_EQUAL(
        codes_beside_base(rule("Deny", "host:StartSession", "*", "'Null': {host:Groups: true}")),
        "");
}

static void an_operator_is_found_whose_values_ask_for_another_one() {
    const auto said = [](const std::string& conditions, const std::string& code) {
        return message_of(lint_texts({"Version: 2012-10-17\nStatement:\n" +
                                      rule("Deny", "host:StartSession", "*", conditions)}),
                          code);
    };
    CHECK(says(said("StringNotEqualsIfExists: {host:Tty: 'pts/?'}", "literal-wildcard"),
               "write `StringNotLikeIfExists`, or `${?}` if it is meant so"));
    CHECK(says(said("ForAnyValue:StringEqualsIgnoreCase: {host:Groups: 'x*'}", "literal-wildcard"),
               "write `ForAnyValue:StringLike`"));
    CHECK_EQUAL(codes_beside_base(rule("Deny", "host:StartSession", "*",
                                       "StringEquals: {host:Tty: '${*}${aws:username}'}")),
                "");
    CHECK(says(said("StringEquals: {aws:SourceIp: '2001:db8::1'}", "address-as-text"),
               "in several ways: write `IpAddress`"));
    CHECK(says(said("StringLike: {aws:SourceIp: 10.0.0.0/8}", "address-as-text"),
               "no address is written `10.0.0.0/8`: write `IpAddress`"));
    CHECK_EQUAL(codes_beside_base(
                    rule("Deny", "host:StartSession", "*", "StringLike: {aws:SourceIp: '10.*'}")),
                "");
}

static void an_action_about_nothing_is_not_about_a_user() {
    const std::string token = "sts:GetSessionToken";
    CHECK_EQUAL(codes_beside_base(rule("Allow", token, own_user)), "action-resource-mismatch");
    CHECK_EQUAL(codes_beside_base(rule("Allow", token, "*")), "");
    CHECK_EQUAL(codes_beside_base("  - {Effect: Deny, Action: " + token + ", NotResource: '" +
                                  own_user + "', Condition: {" + without_mfa + "}}\n"),
                "");
}

static void parts_of_a_resource_that_requests_always_have_are_not_left_out() {
    for (const char* resource :
         {"arn:aws:host:::service/su", "arn:aws:host:*::service/su", "arn:aws:host::*"}) {
        CHECK_EQUAL(codes_beside_base(rule("Deny", "host:StartSession", resource)),
                    "empty-arn-part");
    }
    CHECK_EQUAL(codes_beside_base(rule("Deny", "iam:GetUser", "arn:aws:iam:::user/x")),
                "empty-arn-part");
    const auto result =
        lint_texts({"Version: 2012-10-17\nStatement:\n" +
                    rule("Deny", "host:StartSession", "arn:aws:host:::service/su")});
    CHECK(says(message_of(result, "empty-arn-part"), "write `arn:aws:host:*:*:service/su`"));
}

static void a_variable_is_no_name_of_a_program() {
    for (const char* path : {"${aws:username}", "opt/${aws:username}"}) {
        const auto result =
            lint_texts({"Version: 2012-10-17\nStatement:\n" + command(path)}, NoHostFacts{});
        CHECK(says(message_of(result, "relative-command-path"),
                   "such as `command/opt/${aws:username}/run`"));
    }
}

static void a_path_that_only_one_statement_denies_is_not_allowed() {
    CHECK_EQUAL(codes_beside_base("  - {Effect: Deny, Action: host:RunCommand, NotResource: "
                                  "'arn:aws:host:*:*:command/usr/bin/vim', Condition: {" +
                                  without_mfa + "}}\n"),
                "");
}

static void who_is_locked_out_depends_on_every_statement() {
    const std::string base = read_corpus("lint/base.yaml");
    const auto with = [&](const std::string& statement) {
        return codes_of(lint_texts({base, "Version: 2012-10-17\nStatement:\n" + statement}));
    };
    // One person is enough: bob, on one terminal, at one time of day.
    CHECK_EQUAL(with("  - {Effect: Deny, Action: host:*, Resource: '*', Condition: "
                     "{StringNotEquals: {aws:username: root}}}\n"),
                "");
    CHECK(with("  - {Effect: Deny, NotAction: iam:*, Resource: '*'}\n").find("lock-out") !=
          std::string::npos);
    CHECK_EQUAL(codes_of(policy::lint::lint({}, FakeHost{})), "lock-out");
}

static void an_account_or_host_that_the_policy_names_is_the_one_that_is_asked_about() {
    CHECK_EQUAL(codes_of(lint_texts({
                    "Version: 2012-10-17\nStatement:\n" +
                        rule("Allow", "iam:CreateVirtualMFADevice",
                             "arn:aws:iam::123456789012:mfa/${aws:username}") +
                        rule("Allow", "iam:EnableMFADevice",
                             "arn:aws:iam::123456789012:user/${aws:username}") +
                        rule("Allow", "host:StartFullSession",
                             "arn:aws:host:web1:123456789012:service/*", with_mfa),
                })),
                "no-break-glass");
}

int main() {
    return mfa::test::run(
        "policy_lint/rules",
        {
            TEST(a_newcomers_five_mistakes_are_found_with_what_to_write_instead),
            TEST(documents_that_do_not_load_give_their_errors_alone),
            TEST(names_ignore_case_where_the_engine_does),
            TEST(a_variable_with_an_unknown_key_is_found_in_resources_and_values),
            TEST(the_machines_own_services_are_known),
            TEST(an_action_of_an_allow_that_a_deny_covers_is_unreachable_by_itself),
            TEST(two_denies_together_can_cover_an_allow),
            TEST(of_two_equal_statements_the_later_one_is_redundant),
            TEST(a_deny_on_the_age_may_stand_beside_a_deny_for_none),
            TEST(an_if_exists_twin_for_the_missing_key_is_as_good),
            TEST(conditions_that_exclude_each_other_never_hold),
            TEST(values_that_cannot_be_listed_exclude_each_other_by_what_they_cover),
            TEST(what_is_said_of_conditions_on_mfa_that_never_hold_fits_them),
            TEST(a_name_that_begins_with_ones_own_is_somebody_else),
            TEST(a_group_may_act_on_others),
            TEST(a_deny_elsewhere_makes_a_wide_allow_harmless),
            TEST(commands_are_known_by_their_names_and_versions),
            TEST(a_wildcard_for_commands_is_judged_by_what_it_lets_run),
            TEST(a_condition_on_arguments_makes_a_command_harmless),
            TEST(paths_are_judged_by_what_the_machine_has),
            TEST(without_a_machine_only_the_text_counts),
            TEST(an_operator_for_one_value_is_found_on_keys_with_several),
            TEST(an_operator_is_found_whose_values_ask_for_another_one),
            TEST(an_action_about_nothing_is_not_about_a_user),
            TEST(parts_of_a_resource_that_requests_always_have_are_not_left_out),
            TEST(a_variable_is_no_name_of_a_program),
            TEST(a_path_that_only_one_statement_denies_is_not_allowed),
            TEST(who_is_locked_out_depends_on_every_statement),
            TEST(an_account_or_host_that_the_policy_names_is_the_one_that_is_asked_about),
        });
}
