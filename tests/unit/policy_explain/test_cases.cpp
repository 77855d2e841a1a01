// Files of cases: how they are read, and what running them finds.
#include "engine/policy/cases/run_cases.hpp"
#include "tests/unit/policy/support.hpp"

using namespace mfa;
using namespace mfa::test;
using policy::cases::Case;

namespace {

std::vector<Case> cases_of(const std::string& text, std::vector<policy::Finding>& findings) {
    return policy::cases::parse_cases({"t.yaml", text, policy::format_for("t.yaml", text)},
                                      findings);
}

std::vector<Case> must_parse(const std::string& text) {
    std::vector<policy::Finding> findings;
    auto cases = cases_of(text, findings);
    if (!findings.empty()) {
        throw CheckFailed{render(findings.front())};
    }
    return cases;
}

/// `LINE:COL code` of each finding.
std::string findings_of(const std::string& text) {
    std::vector<policy::Finding> findings;
    CHECK(cases_of(text, findings).empty());
    std::string all;
    for (const auto& finding : findings) {
        all += std::to_string(finding.line) + ":" + std::to_string(finding.column) + " " +
               finding.code + "\n";
    }
    return all;
}

std::string one_case(const std::string& rest) {
    return "cases:\n  - name: n\n    action: a:b\n    resource: r\n    " + rest + "\n";
}

constexpr const char* policy_text = "Statement:\n"
                                    "  - {Sid: One, Effect: Allow, Action: a:b, Resource: '*'}\n"
                                    "  - {Sid: Two, Effect: Allow, Action: 'a:*', Resource: '*'}\n"
                                    "  - {Sid: No, Effect: Deny, Action: a:z, Resource: '*'}\n"
                                    "  - {Effect: Deny, Action: q:q, Resource: '*'}\n";

std::string problem_of(const std::string& rest) {
    const auto set = must_load(policy_text);
    const auto cases = must_parse(one_case(rest));
    return policy::cases::run_cases(set, cases).results.at(0).problem;
}

} // namespace

static void a_case_takes_what_it_does_not_say_from_the_defaults() {
    const auto cases = must_parse("defaults:\n"
                                  "  principal: {user: alice, uid: 7, groups: [adm]}\n"
                                  "  action: a:b\n"
                                  "  context: {x:one: 1, x:two: [a, true], x:three: t}\n"
                                  "cases:\n"
                                  "  - {name: n, resource: '*', expect: Allow, context: {X:Two: "
                                  "null, x:three: u}}\n"
                                  "  - {name: m, resource: r, action: c:d, principal: bob, expect: "
                                  "Deny}\n");
    CHECK_EQUAL(cases.size(), 2U);
    const policy::Request& first = cases[0].request;
    CHECK_EQUAL(first.action, "a:b");
    CHECK_EQUAL(first.principal.user.value_or(""), "alice");
    CHECK(*first.context.find("aws:userid") == Values{"7"});
    CHECK(*first.context.find("host:Groups") == Values{"adm"});
    CHECK(*first.context.find("x:one") == Values{"1"});
    CHECK(first.context.find("x:two")->empty());
    CHECK(*first.context.find("x:three") == Values{"u"});
    CHECK_EQUAL(cases[1].request.action, "c:d");
    CHECK(*cases[1].request.context.find("aws:username") == Values{"bob"});
    CHECK(*cases[1].request.context.find("x:two") == (Values{"a", "true"}));
}

static void each_mistake_has_its_place_and_all_are_told() {
    CHECK_EQUAL(findings_of(one_case("expect: Alow")), "5:13 bad-expectation\n");
    CHECK_EQUAL(findings_of(one_case("expct: Allow")), "5:5 unknown-element\n");
    CHECK_EQUAL(findings_of(one_case("wanted: Allow")),
                "2:5 missing-element\n5:5 unknown-element\n");
    CHECK_EQUAL(findings_of("cases: []\n"), "1:8 empty-list\n");
    CHECK_EQUAL(findings_of("case: []\n"), "1:1 unknown-element\n");
    CHECK_EQUAL(findings_of(one_case("expect: ImplicitDeny\n    sid: X")),
                "5:13 conflicting-elements\n");
    CHECK_EQUAL(findings_of(one_case("expect: Deny\n    context: {x:K: 1, X:k: 2, x:l: {}}")),
                "6:23 duplicate-key\n6:36 wrong-type\n");
    CHECK_EQUAL(findings_of(one_case("expect: Deny\n    principal: {uid: x, usr: y}")),
                "6:22 bad-number\n6:25 unknown-element\n");
    CHECK_EQUAL(findings_of("cases:\n"
                            "  - {name: n, action: ab, resource: r, expect: Deny}\n"
                            "  - {name: n, action: a:b, resource: '', expect: Deny}\n"),
                "2:23 bad-action\n3:12 duplicate-name\n3:38 empty-text\n");
}

static void a_near_miss_is_suggested() {
    std::vector<policy::Finding> findings;
    static_cast<void>(cases_of(one_case("expect: Explicitdeny"), findings));
    CHECK(findings.at(0).message.find("did you mean `ExplicitDeny`") != std::string::npos);
}

static void expectations_mean_what_they_say() {
    CHECK_EQUAL(problem_of("expect: Allow"), "");
    CHECK_EQUAL(problem_of("expect: Allow\n    sid: Two"), "");
    CHECK(problem_of("expect: Deny").find("expected Deny, but it is Allow, by One") !=
          std::string::npos);
    CHECK(problem_of("expect: Allow\n    sid: No").find("`No` did not decide") !=
          std::string::npos);
    CHECK(problem_of("expect: Allow\n    sid: Tow").find("no statement") != std::string::npos);
}

static void both_kinds_of_deny_are_a_deny() {
    const auto set = must_load(policy_text);
    const auto cases =
        must_parse("cases:\n"
                   "  - {name: a, action: a:z, resource: r, expect: Deny}\n"
                   "  - {name: b, action: z:z, resource: r, expect: Deny}\n"
                   "  - {name: c, action: a:z, resource: r, expect: ImplicitDeny}\n"
                   "  - {name: d, action: z:z, resource: r, expect: ExplicitDeny}\n"
                   "  - {name: e, action: a:z, resource: r, expect: ExplicitDeny, sid: No}\n");
    const auto run = policy::cases::run_cases(set, cases);
    std::string passed;
    for (const auto& result : run.results) {
        passed += result.has_passed() ? result.tested->name : "-";
    }
    CHECK_EQUAL(passed, "ab--e");
    CHECK_EQUAL(run.failures(), 2U);
}

static void statements_that_apply_to_no_case_are_found() {
    const auto set = must_load(policy_text);
    const auto cases = must_parse(one_case("expect: Allow"));
    const auto run = policy::cases::run_cases(set, cases);
    std::string lines;
    for (const auto* statement : run.unreached) {
        lines += std::to_string(statement->line) + " ";
    }
    CHECK_EQUAL(lines, "4 5 ");
}

int main() {
    return mfa::test::run("policy_explain/cases",
                          {
                              TEST(a_case_takes_what_it_does_not_say_from_the_defaults),
                              TEST(each_mistake_has_its_place_and_all_are_told),
                              TEST(a_near_miss_is_suggested),
                              TEST(expectations_mean_what_they_say),
                              TEST(both_kinds_of_deny_are_a_deny),
                              TEST(statements_that_apply_to_no_case_are_found),
                          });
}
