// Statements and decisions: action, resource, principal, effect
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html).
#include "engine/policy/principal_evaluator.hpp"
#include "tests/unit/policy/support.hpp"

#include <array>

using namespace mfa;
using namespace mfa::test;
using policy::DecisionKind;
using policy::Effect;

namespace {

constexpr DecisionKind yes = DecisionKind::allow;
constexpr DecisionKind no = DecisionKind::implicit_deny;
constexpr DecisionKind never = DecisionKind::explicit_deny;

DecisionKind decide(const std::string& text, const policy::Request& asked) {
    return evaluate(must_load(text), asked).kind;
}

bool allows(const std::string& statement, const policy::Request& asked) {
    return decide(R"({"Version": "2012-10-17", "Statement": )" + statement + "}", asked) == yes;
}

struct Row {
    const char* action;
    bool is_own;
    DecisionKind with_mfa;
    DecisionKind without_mfa;
    DecisionKind unknown;
};

/// What AWS's page says of its policy: everybody may list virtual devices; create and delete,
/// enable, view, resynchronise and deactivate what is one's own; and without MFA (false, or the key
/// missing: BoolIfExists) whatever the NotAction does not list is denied explicitly.
/// sts:GetSessionToken is listed there and allowed nowhere. `mfa/NAME` and `user/NAME` are AWS's
/// own resource types.
constexpr std::array rows{
    Row{"iam:CreateVirtualMFADevice", true, yes, yes, yes},
    Row{"iam:CreateVirtualMFADevice", false, no, no, no},
    Row{"iam:DeleteVirtualMFADevice", true, yes, never, never},
    Row{"iam:DeleteVirtualMFADevice", false, no, never, never},
    Row{"iam:EnableMFADevice", true, yes, yes, yes},
    Row{"iam:EnableMFADevice", false, no, no, no},
    Row{"iam:DeactivateMFADevice", true, yes, never, never},
    Row{"iam:DeactivateMFADevice", false, no, never, never},
    Row{"iam:GetUser", true, yes, yes, yes},
    Row{"iam:GetUser", false, no, no, no},
    Row{"iam:ListMFADevices", true, yes, yes, yes},
    Row{"iam:ListMFADevices", false, no, no, no},
    Row{"iam:ResyncMFADevice", true, yes, yes, yes},
    Row{"iam:ResyncMFADevice", false, no, no, no},
};

std::string resource_for(const Row& row) {
    const bool is_device = std::string_view{row.action}.find("Virtual") != std::string_view::npos;
    return std::string{"arn:aws:iam::123456789012:"} + (is_device ? "mfa/" : "user/") +
           (row.is_own ? "alice" : "bob");
}

void check_decision(const policy::PolicySet& set, const std::string& action,
                    const std::string& resource, const char* mfa, DecisionKind expected) {
    auto asked = request(action, resource, {{"aws:username", {"alice"}}});
    if (mfa != nullptr) {
        asked.context.set("aws:MultiFactorAuthPresent", mfa);
    }
    const auto decision = evaluate(set, asked);
    if (decision.kind != expected) {
        throw CheckFailed{action + " on " + resource + ", mfa " +
                          (mfa == nullptr ? "missing" : mfa) + ": " +
                          std::string{decision_name(decision.kind)} + ", expected " +
                          std::string{decision_name(expected)}};
    }
    const bool says_why =
        expected == no ? decision.statements.empty() : !decision.statements.empty();
    CHECK(says_why);
}

} // namespace

static void the_aws_policy_decides_42_requests_as_in_aws() {
    const auto set = must_load(read_corpus("aws-mfa-self-manage.json"));
    for (const Row& row : rows) {
        check_decision(set, row.action, resource_for(row), "true", row.with_mfa);
        check_decision(set, row.action, resource_for(row), "false", row.without_mfa);
        check_decision(set, row.action, resource_for(row), nullptr, row.unknown);
    }
    check_decision(set, "iam:ListVirtualMFADevices", "*", nullptr, yes);
    check_decision(set, "sts:GetSessionToken", "*", nullptr, no);
    check_decision(set, "sts:GetSessionToken", "*", "true", no);
    check_decision(set, "s3:GetObject", "arn:aws:s3:::b/k", "true", no);
    check_decision(set, "s3:GetObject", "arn:aws:s3:::b/k", "false", never);
}

static void a_decision_names_the_statements_that_made_it() {
    const std::vector<policy::Source> sources{
        {"a.yaml",
         "Version: 2012-10-17\nStatement:\n  - {Sid: One, Effect: Allow, Action: '*', Resource: "
         "'*'}\n  - Effect: Allow\n    Action: a:b\n    Resource: '*'\n",
         policy::Format::yaml},
        {"b.json",
         "{\"Statement\": [\n{\"Sid\": \"No\", \"Effect\": \"Deny\", \"Action\": \"a:c\","
         "\"Resource\": \"*\"}]}",
         policy::Format::json},
    };
    const auto loaded = policy::load(sources);
    const auto allowed = evaluate(*loaded.set, request("a:b", "*"));
    CHECK_EQUAL(allowed.kind, yes);
    CHECK_EQUAL(allowed.statements.size(), 2U);
    CHECK_EQUAL(allowed.statements[0].sid, "One");
    CHECK_EQUAL(allowed.statements[0].file, "a.yaml");
    CHECK_EQUAL(allowed.statements[0].line, 3);
    CHECK_EQUAL(allowed.statements[1].sid, "");
    CHECK_EQUAL(allowed.statements[1].line, 4);
    const auto denied = evaluate(*loaded.set, request("a:c", "*"));
    CHECK_EQUAL(denied.kind, never);
    CHECK_EQUAL(denied.statements.size(), 1U);
    CHECK(denied.statements[0].effect == Effect::deny);
    CHECK_EQUAL(denied.statements[0].file, "b.json");
    CHECK_EQUAL(denied.statements[0].line, 2);
}

static void nothing_is_allowed_by_default() {
    const auto empty = policy::load({});
    CHECK(empty.set.has_value());
    CHECK_EQUAL(evaluate(*empty.set, request("a:b", "*")).kind, no);
    CHECK_EQUAL(evaluate(*empty.set, {}).kind, no);
}

static void actions_ignore_case_and_stay_within_their_service() {
    const std::string statement = R"({"Effect": "Allow", "Action": "iam:get*", "Resource": "*"})";
    CHECK(allows(statement, request("IAM:GetUser", "*")));
    CHECK(!allows(statement, request("iam:ListUsers", "*")));
    CHECK(!allows(statement, request("xiam:GetUser", "*")));
    CHECK(!allows(statement, request("iam:", "*")));
}

static void resources_keep_their_case_and_stars_cross_slashes_and_colons() {
    const std::string statement =
        R"({"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::b/*"})";
    CHECK(allows(statement, request("a:b", "arn:aws:s3:::b/x/y:z")));
    CHECK(allows(statement, request("a:b", "arn:aws:s3:::b/")));
    CHECK(!allows(statement, request("a:b", "arn:aws:s3:::B/x")));
    CHECK(!allows(statement, request("a:b", "arn:aws:s3:::b")));
    CHECK(!allows(statement, request("a:b", "*")));
}

static void an_unresolved_variable_in_not_resource_takes_nothing_out() {
    const std::string statement =
        R"({"Effect": "Deny", "Action": "*", "NotResource": "arn:aws:s3:::${aws:username}"})";
    const std::string document = R"({"Version": "2012-10-17", "Statement": )" + statement + "}";
    CHECK_EQUAL(decide(document, request("a:b", "arn:aws:s3:::")), never);
    CHECK_EQUAL(decide(document, request("a:b", "arn:aws:s3:::x", {{"aws:username", {"x"}}})), no);
    CHECK_EQUAL(decide(document, request("a:b", "arn:aws:s3:::y", {{"aws:username", {"x"}}})),
                never);
    CHECK_EQUAL(decide(document, request("a:b", "arn:aws:s3:::x", {{"aws:username", {"x", "x"}}})),
                never);
}

static void principals_are_named_by_arn_account_or_everybody() {
    const auto statement = [](const std::string& principal) {
        return R"({"Effect": "Allow", "Action": "*", "Resource": "*", "Principal": )" + principal +
               "}";
    };
    auto alice = request("a:b", "*");
    alice.principal.arn = "arn:aws:iam::123456789012:user/alice";
    const auto nobody = request("a:b", "*");
    CHECK(allows(statement(R"("*")"), nobody));
    CHECK(allows(statement(R"({"AWS": "*"})"), nobody));
    for (const char* principal :
         {R"({"AWS": "arn:aws:iam::123456789012:user/alice"})", R"({"AWS": "123456789012"})",
          R"({"AWS": ["444455556666", "arn:aws:iam::123456789012:root"]})"}) {
        CHECK(allows(statement(principal), alice));
        CHECK(!allows(statement(principal), nobody));
    }
    for (const char* principal :
         {R"({"AWS": "arn:aws:iam::123456789012:user/Alice"})", R"({"AWS": "444455556666"})",
          R"({"AWS": "arn:aws:iam::123456789012:user/alic"})"}) {
        CHECK(!allows(statement(principal), alice));
    }
}

static void principals_are_named_by_login_and_by_group() {
    const auto statement = [](const std::string& element, const std::string& principal) {
        return "Statement: {Effect: Allow, Action: '*', Resource: '*', " + element + ": " +
               principal + "}";
    };
    const auto is_about = [&](const std::string& element, const std::string& principal,
                              const policy::Request& asked) {
        return decide(statement(element, principal), asked) == yes;
    };
    auto alice = request("a:b", "*");
    alice.principal = {"alice", 1000, Values{"users", "wheel"}, std::nullopt};
    CHECK(is_about("Principal", "{User: alice}", alice));
    CHECK(is_about("Principal", "{User: [bob, alice]}", alice));
    CHECK(is_about("Principal", "{User: bob, Group: wheel}", alice));
    CHECK(!is_about("Principal", "{User: Alice}", alice));
    CHECK(!is_about("Principal", "{Group: [admins, alice]}", alice));
    CHECK(!is_about("NotPrincipal", "{Group: users}", alice));
    CHECK(is_about("NotPrincipal", "{User: bob}", alice));
    CHECK(!is_about("Principal", "{User: alice}", request("a:b", "*")));
}

static void names_of_principals_are_literal() {
    const auto codes = [](const std::string& principal) {
        return finding_codes("Version: 2012-10-17\nStatement: {Effect: Deny, Action: '*', "
                             "Resource: '*', Principal: " +
                             principal + "}");
    };
    CHECK_EQUAL(codes("{User: 'al*'}"), "bad-principal");
    CHECK_EQUAL(codes("{Group: '*'}"), "bad-principal");
    CHECK_EQUAL(codes("{User: ''}"), "bad-principal");
    CHECK_EQUAL(codes("{User: 'arn:aws:iam::123456789012:user/alice'}"), "bad-principal");
    CHECK_EQUAL(codes("{User: '${aws:username}'}"), "variable-not-allowed");
    CHECK_EQUAL(codes("{User: []}"), "empty-list");
    CHECK_EQUAL(codes("{user: alice}"), "bad-principal");
}

static void a_json_document_has_the_principals_of_aws() {
    for (const char* kind : {"User", "Group"}) {
        CHECK_EQUAL(finding_codes(R"({"Statement": {"Effect": "Allow", "Action": "*",
                                   "Resource": "*", "Principal": {")" +
                                  std::string{kind} + R"(": "alice"}}})"),
                    "bad-principal");
    }
}

static void an_arn_of_nobody_is_no_principal() {
    const auto codes = [](const std::string& arn) {
        return finding_codes(R"({"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*",
            "Principal": {"AWS": ")" +
                             arn + R"("}}})");
    };
    for (const char* nobody :
         {"arn:aws:iam::123456789012:User/alice", "arn:aws:iam::123456789012:group/x",
          "arn:aws:iam::123456789012:user/", "arn:aws:iam::123456789012:user",
          "arn:aws:iam::123456789012:mfa/alice", "arn:aws:sts::123456789012:root",
          "arn:aws:iam::123456789012:root/x", "arn:aws:iam::12:user/alice"}) {
        CHECK_EQUAL(codes(nobody), "bad-principal");
    }
    for (const char* somebody :
         {"arn:aws:iam::123456789012:user/team/alice", "arn:aws:iam::123456789012:role/ci",
          "arn:aws:sts::123456789012:assumed-role/ci/run"}) {
        CHECK_EQUAL(codes(somebody), "");
    }
}

static void not_principal_spares_those_whom_it_names() {
    // AWS's example: all but Bob of 444455556666 are denied, other users of that account too.
    const std::string document = R"({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Effect": "Deny", "Action": "*", "Resource": "*", "NotPrincipal": {"AWS":
         ["arn:aws:iam::444455556666:user/Bob", "arn:aws:iam::444455556666:root"]}}]})";
    const auto set = must_load(document);
    const auto kind_for = [&](const char* arn) {
        auto asked = request("a:b", "*");
        asked.principal.arn = arn;
        return evaluate(set, asked).kind;
    };
    CHECK_EQUAL(kind_for("arn:aws:iam::444455556666:user/Bob"), yes);
    CHECK_EQUAL(kind_for("arn:aws:iam::444455556666:root"), yes);
    CHECK_EQUAL(kind_for("arn:aws:iam::444455556666:user/Al"), never);
    CHECK_EQUAL(kind_for("arn:aws:iam::123456789012:user/Bob"), never);
    CHECK_EQUAL(evaluate(set, request("a:b", "*")).kind, never);
}

static void an_account_under_not_principal_of_an_allow_keeps_all_of_it_out() {
    const std::string statement =
        R"({"Effect": "Allow", "Action": "*", "Resource": "*",
            "NotPrincipal": {"AWS": "444455556666"}})";
    auto asked = request("a:b", "*");
    asked.principal.arn = "arn:aws:iam::444455556666:user/Al";
    CHECK(!allows(statement, asked));
    asked.principal.arn = "arn:aws:iam::123456789012:user/Al";
    CHECK(allows(statement, asked));
}

static void the_model_knows_principals_by_name_and_group() {
    policy::PrincipalScope scope;
    scope.users = {"alice"};
    scope.groups = {"wheel"};
    policy::Principal principal;
    CHECK(!is_about(scope, Effect::allow, principal));
    principal.user = "alice";
    CHECK(is_about(scope, Effect::allow, principal));
    principal.user = "*";
    principal.groups = {"users"};
    CHECK(!is_about(scope, Effect::allow, principal));
    principal.groups = {"users", "wheel"};
    CHECK(is_about(scope, Effect::allow, principal));
    scope.sense = policy::Sense::excluded;
    CHECK(!is_about(scope, Effect::deny, principal));
}

static void principal_keys_are_added_where_the_context_has_none() {
    policy::Request asked;
    asked.principal = {"alice", 1000, Values{"users", "wheel"}, "arn:aws:iam::1:user/alice"};
    asked.context.set("AWS:userid", "7");
    add_principal_keys(asked);
    CHECK(*asked.context.find("aws:username") == Values{"alice"});
    CHECK(*asked.context.find("aws:userid") == Values{"7"});
    CHECK(*asked.context.find("aws:PrincipalArn") == Values{"arn:aws:iam::1:user/alice"});
    CHECK((*asked.context.find("HOST:groups") == Values{"users", "wheel"}));
    policy::Request nobody;
    add_principal_keys(nobody);
    CHECK(!nobody.context.has("aws:username"));
    CHECK(!nobody.context.has("host:Groups"));
}

static void mistakes_that_would_be_silent_do_not_load() {
    const auto codes = [](const std::string& body) {
        return finding_codes(R"({"Version": "2012-10-17", "Statement": {"Effect": "Deny", )" +
                             body + "}}");
    };
    CHECK_EQUAL(codes(R"("Action": "*:*", "Resource": "*")"), "bad-action");
    CHECK_EQUAL(codes(R"("Action": "iam:", "Resource": "*")"), "bad-action");
    CHECK_EQUAL(codes(R"("Action": "", "Resource": "*")"), "bad-action");
    CHECK_EQUAL(codes(R"("Action": "iam:Get User", "Resource": "*")"), "bad-action");
    CHECK_EQUAL(codes(R"("Action": "*", "Resource": "arn:aws:s3")"), "bad-resource");
    CHECK_EQUAL(codes(R"("Action": "*", "Resource": "arn:aws:s3:*")"), "");
    CHECK_EQUAL(codes(R"("Action": "*", "Resource": "ARN:aws:s3:::b")"), "bad-resource");
    CHECK_EQUAL(codes(R"("Action": "*", "Resource": "**")"), "bad-resource");
    CHECK_EQUAL(codes(R"("Action": "*", "Resource": "*", "NotPrincipal": "*")"), "bad-principal");
    CHECK_EQUAL(codes(R"("Action": "*", "Resource": "*", "Principal": {})"), "empty-list");
    CHECK_EQUAL(codes(R"("Action": "*", "Resource": "*", "Principal": {"AWS": "12345"})"),
                "bad-principal");
    CHECK_EQUAL(codes(R"("Action": "*", "Resource": "*", "Principal": {"Aws": "*"})"),
                "bad-principal");
    CHECK_EQUAL(codes(R"("Action": "*", "Resource": "*", "Principal": "*", "NotPrincipal":
                         {"AWS": "123456789012"})"),
                "conflicting-elements");
    CHECK_EQUAL(codes(R"("Action": "*", "Resource": "*", "Condition": {"StringEquals":
                         {"aws:username": null}})"),
                "wrong-type");
    CHECK_EQUAL(codes(R"("Action": "*", "Resource": "*", "Condition": {"stringequals":
                         {"aws:username": "x"}})"),
                "unknown-operator");
    CHECK_EQUAL(codes(R"("Action": "*", "Resource": "*", "Condition": {"ForAllValues:NullIfExists":
                         {"aws:username": "true"}})"),
                "null-if-exists");
    CHECK_EQUAL(codes(R"("Action": "*", "Resource": "*", "Condition": {"ForSomeValues:Bool":
                         {"aws:username": "true"}})"),
                "unknown-operator");
    CHECK_EQUAL(finding_codes(R"([{"Statement": []}])"), "wrong-type");
    CHECK_EQUAL(finding_codes(R"({"Version": 2012, "Statement": [1]})"), "wrong-type wrong-type");
}

static void a_policy_mentions_groups_where_a_decision_can_depend_on_them() {
    const auto mentions = [](const std::string& rest) {
        return policy::mentions_groups(must_load(R"({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "*", "Resource": "*"},
            {"Effect": "Deny", "Action": "host:*", )" +
                                                 rest + "}]}"));
    };
    CHECK(!mentions(R"("Resource": "*")"));
    CHECK(!mentions(R"("Resource": "arn:aws:iam::*:user/host:Groups")"));
    CHECK(!mentions(R"("Resource": "*", "Condition": {"StringEquals": {"aws:username": "x"}})"));
    CHECK(mentions(R"("Resource": "arn:aws:iam::*:user/${host:Groups}")"));
    CHECK(mentions(R"("Resource": "*", "Condition": {"StringEquals": {"HOST:groups": "x"}})"));
    CHECK(mentions(R"("Resource": "*", "Condition": {"Null": {"host:Groups": "true"}})"));
    CHECK(mentions(
        R"("Resource": "*", "Condition": {"StringLike": {"aws:username": "${Host:Groups}"}})"));
    CHECK(mentions(R"("Resource": "*", "Condition":
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/${host:groups}"}})"));
}

static void a_policy_that_names_a_group_mentions_groups() {
    policy::Statement statement;
    statement.principals.emplace().groups = {"staff"};
    std::vector<policy::Statement> statements;
    statements.push_back(std::move(statement));
    CHECK(policy::mentions_groups(policy::PolicySet{std::move(statements)}));
}

int main() {
    return mfa::test::run("policy/statement",
                          {
                              TEST(the_aws_policy_decides_42_requests_as_in_aws),
                              TEST(a_decision_names_the_statements_that_made_it),
                              TEST(nothing_is_allowed_by_default),
                              TEST(actions_ignore_case_and_stay_within_their_service),
                              TEST(resources_keep_their_case_and_stars_cross_slashes_and_colons),
                              TEST(an_unresolved_variable_in_not_resource_takes_nothing_out),
                              TEST(principals_are_named_by_arn_account_or_everybody),
                              TEST(principals_are_named_by_login_and_by_group),
                              TEST(names_of_principals_are_literal),
                              TEST(a_json_document_has_the_principals_of_aws),
                              TEST(an_arn_of_nobody_is_no_principal),
                              TEST(not_principal_spares_those_whom_it_names),
                              TEST(an_account_under_not_principal_of_an_allow_keeps_all_of_it_out),
                              TEST(the_model_knows_principals_by_name_and_group),
                              TEST(a_policy_mentions_groups_where_a_decision_can_depend_on_them),
                              TEST(a_policy_that_names_a_group_mentions_groups),
                              TEST(principal_keys_are_added_where_the_context_has_none),
                              TEST(mistakes_that_would_be_silent_do_not_load),
                          });
}
