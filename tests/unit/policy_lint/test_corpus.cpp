// tests/corpus/lint: for each code a document that has it, and one that is right. And the policies
// that ship.
#include "engine/policy/known_names.hpp"
#include "engine/policy/lint/rule.hpp"
#include "engine/policy/operator.hpp"
#include "tests/unit/policy_lint/support.hpp"

#include <filesystem>
#include <set>

using namespace mfa;
using namespace mfa::test;
using policy::lint::PathState;

namespace {

/// What the documents assume of their machine.
const FakeHost machine{{
    {"/usr/bin/no-such-program", {PathState::missing, {}, {}}},
    {"/id", {PathState::missing, {}, {}}},
    {"/bin/id", {PathState::symlink, "/usr/bin/id", {}}},
}};

/// `FILE:LINE:COLUMN CODE` of each finding in base.yaml and the document.
std::string found_in(const std::string& kind, const std::string& name) {
    const std::string text = read_corpus("lint/" + kind + "/" + name);
    std::vector<policy::Source> sources{{name, text, policy::Format::yaml}};
    if (!text.starts_with("# Stands alone.")) {
        sources.insert(sources.begin(),
                       {"base.yaml", read_corpus("lint/base.yaml"), policy::Format::yaml});
    }
    std::string found;
    for (const auto& finding : policy::lint::lint(sources, machine).findings) {
        found += (found.empty() ? "" : "; ") + finding.file + ":" + std::to_string(finding.line) +
                 ":" + std::to_string(finding.column) + " " + finding.code;
    }
    return found;
}

std::set<std::string> names_in(const std::string& folder) {
    std::set<std::string> names;
    for (const auto& entry :
         std::filesystem::directory_iterator{MFA_CORPUS_FOLDER "/lint/" + folder}) {
        names.insert(entry.path().filename());
    }
    return names;
}

policy::lint::LintResult lint_files(const std::vector<std::string>& paths) {
    std::vector<policy::Source> sources;
    for (const std::string& path : paths) {
        const std::string text = read_corpus("../../" + path);
        sources.push_back({path, text, policy::format_for(path, text)});
    }
    return policy::lint::lint(sources, FakeHost{});
}

} // namespace

static void each_mistake_is_found_where_it_stands_and_nothing_else_is() {
    std::set<std::string> listed;
    std::istringstream lines{read_corpus("lint/EXPECTED")};
    for (std::string line; std::getline(lines, line);) {
        const std::string name = line.substr(0, line.find(' '));
        listed.insert(name);
        CHECK_EQUAL(name + " " + found_in("bad", name), line);
    }
    CHECK(listed == names_in("bad"));
}

static void the_right_way_to_write_it_has_no_finding() {
    for (const std::string& name : names_in("good")) {
        CHECK_EQUAL(name + " " + found_in("good", name), name + " ");
    }
}

static void each_code_has_a_document_of_its_name() {
    std::set<std::string> names;
    for (const auto& rule : policy::lint::rules()) {
        names.insert(std::string{rule.code} + ".yaml");
    }
    CHECK_EQUAL(names.size(), policy::lint::rules().size());
    CHECK(names == names_in("bad"));
    CHECK(names == names_in("good"));
}

static void each_message_says_what_to_write_instead() {
    for (const std::string& name : names_in("bad")) {
        for (const auto& finding :
             lint_texts({read_corpus("lint/bad/" + name)}, machine).findings) {
            CHECK(!finding.message.ends_with('.'));
            CHECK(finding.message.find('\n') == std::string::npos);
            CHECK(finding.message.find_first_of(":;,") != std::string::npos);
        }
    }
}

static void what_ships_has_no_errors_and_no_warnings() {
    const std::string main_policy = "config/policy.d/10-mfa.yaml";
    const std::vector<std::vector<std::string>> policies{
        {main_policy},
        {main_policy, "config/examples/helpdesk.yaml"},
        {main_policy, "config/examples/fresh-mfa-for-sudo.yaml"},
        {main_policy, "config/examples/helpdesk.yaml", "config/examples/fresh-mfa-for-sudo.yaml"},
    };
    for (const auto& paths : policies) {
        // That root on the console needs MFA, too, is a choice; the example shows the other one.
        CHECK_EQUAL(codes_of(lint_files(paths)), "no-break-glass");
    }
    for (const char* path :
         {"config/examples/break-glass-console.yaml", "config/examples/exempt-service-account.yaml",
          "config/examples/internal-network.yaml"}) {
        CHECK_EQUAL(std::string{path} + codes_of(lint_files({path})), path);
    }
}

static void the_aws_policy_beside_ours_takes_the_limited_session_away_and_lint_says_so() {
    const auto result =
        lint_files({"config/policy.d/10-mfa.yaml", "tests/corpus/aws-mfa-self-manage.json"});
    CHECK(!result.has(policy::Severity::error));
    for (const auto& finding : result.findings) {
        if (finding.severity == policy::Severity::warning) {
            CHECK_EQUAL(finding.code, "deny-forgets-action");
        }
    }
    CHECK(message_of(result, "deny-forgets-action").find("host:StartSession") != std::string::npos);
}

static void the_reference_names_each_action_key_and_operator() {
    const std::string page = read_corpus("../../docs/policy-reference.md");
    const auto has = [&](std::string_view name) {
        if (page.find("`" + std::string{name} + "`") == std::string::npos) {
            throw CheckFailed{"docs/policy-reference.md does not name " + std::string{name}};
        }
    };
    for (const auto names : {policy::known_actions(), policy::known_context_keys()}) {
        for (const std::string_view name : names) {
            has(name);
        }
    }
    for (const std::string_view name : policy::operator_names()) {
        const bool is_plain = name.find(':') == std::string::npos && !name.ends_with("IfExists");
        if (is_plain) {
            has(name);
        }
    }
}

static void each_known_action_has_a_resource_that_the_linter_knows() {
    using policy::resource_of_action;
    CHECK_EQUAL(resource_of_action("host:startsession"), "arn:aws:host:*:*:service/*");
    CHECK_EQUAL(resource_of_action("host:StartFullSession"), "arn:aws:host:*:*:service/*");
    CHECK_EQUAL(resource_of_action("host:RunCommand"), "arn:aws:host:*:*:command/*");
    CHECK_EQUAL(resource_of_action("sts:GetSessionToken"), "*");
    CHECK_EQUAL(resource_of_action("s3:GetObject"), "*");
    for (const char* action : {"iam:CreateVirtualMFADevice", "iam:DeleteVirtualMFADevice",
                               "iam:ListVirtualMFADevices"}) {
        CHECK_EQUAL(resource_of_action(action), "arn:aws:iam::*:mfa/*");
    }
    for (const char* action :
         {"iam:EnableMFADevice", "iam:DeactivateMFADevice", "iam:ListMFADevices", "iam:GetUser",
          "iam:ResyncMFADevice", "iam:ListUsers", "host:CreateRecoveryCodes", "host:UnlockUser",
          "host:DisableUser", "host:EnableUser", "host:ImportSecret"}) {
        CHECK_EQUAL(resource_of_action(action), "arn:aws:iam::*:user/*");
    }
}

int main() {
    return mfa::test::run(
        "policy_lint/corpus",
        {
            TEST(each_mistake_is_found_where_it_stands_and_nothing_else_is),
            TEST(the_right_way_to_write_it_has_no_finding),
            TEST(each_code_has_a_document_of_its_name),
            TEST(each_message_says_what_to_write_instead),
            TEST(what_ships_has_no_errors_and_no_warnings),
            TEST(the_aws_policy_beside_ours_takes_the_limited_session_away_and_lint_says_so),
            TEST(the_reference_names_each_action_key_and_operator),
            TEST(each_known_action_has_a_resource_that_the_linter_knows),
        });
}
