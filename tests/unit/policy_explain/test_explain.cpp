// What an explanation says about each kind of element and condition.
#include "engine/policy/explain/explain.hpp"
#include "tests/unit/policy/support.hpp"

#include <algorithm>

using namespace mfa;
using namespace mfa::test;
using policy::Match;
using policy::explain::ElementReport;
using policy::explain::Explanation;

namespace {

struct Explained {
    policy::PolicySet set;
    Explanation explanation;
};

Explained explained(const std::string& text, const policy::Request& request) {
    const std::vector<policy::Source> sources{{"p.yaml", text, policy::format_for("p.yaml", text)}};
    auto loaded = policy::load(sources);
    if (!loaded.set) {
        throw CheckFailed{"does not load: " + render(loaded.findings.front())};
    }
    // Reports point into the set, whose statements stay where they are when it is moved.
    auto explanation = policy::explain::explain(sources, *loaded.set, request);
    return {std::move(*loaded.set), std::move(explanation)};
}

/// The report of the only condition of a policy that has this one.
ElementReport condition(const std::string& text, ContextEntries entries) {
    const Explained result = explained(
        "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", "
        "\"Resource\": \"*\", \"Condition\": " +
            text + "}}",
        request("a:b", "*", entries));
    ElementReport report = result.explanation.statements.front().elements.back();
    // Whatever is said about it, it is what the engine did.
    CHECK_EQUAL(report.match == Match::yes,
                result.explanation.decision.kind == policy::DecisionKind::allow);
    return report;
}

void check_says(const ElementReport& report, Match match, const std::string& part) {
    CHECK_EQUAL(policy::explain::match_name(report.match), policy::explain::match_name(match));
    if (report.reason.find(part) == std::string::npos) {
        throw CheckFailed{"`" + report.reason + "` does not say `" + part + "`"};
    }
}

} // namespace

static void a_missing_key_is_told_for_each_kind_of_operator() {
    const auto equals = condition(R"({"StringEquals": {"x:k": "v"}})", {});
    check_says(equals, Match::no, "not in the request");
    CHECK(!equals.seen);
    check_says(condition(R"({"StringNotEquals": {"x:k": "v"}})", {}), Match::yes,
               "counts as different");
    check_says(condition(R"({"BoolIfExists": {"x:k": "true"}})", {}), Match::yes, "IfExists");
    check_says(condition(R"({"ForAllValues:StringEquals": {"x:k": "v"}})", {}), Match::yes,
               "ForAllValues");
    check_says(condition(R"({"ForAnyValue:StringEquals": {"x:k": "v"}})", {}), Match::no,
               "ForAnyValue");
    check_says(condition(R"({"Null": {"x:k": true}})", {}), Match::yes, "the key is missing");
}

static void what_the_request_has_is_shown() {
    const auto bool_report = condition(R"({"Bool": {"x:k": "true"}})", {{"X:K", {"false"}}});
    check_says(bool_report, Match::no, "`false`");
    CHECK_EQUAL(bool_report.op, "Bool");
    CHECK_EQUAL(bool_report.key, "x:k");
    CHECK(bool_report.seen == std::vector<std::string>{"false"});
    check_says(condition(R"({"NumericLessThan": {"x:k": 5}})", {{"x:k", {"ten"}}}), Match::no,
               "no number");
    check_says(condition(R"({"NotIpAddress": {"x:k": "10.0.0.0/8"}})", {{"x:k", {"here"}}}),
               Match::yes, "no address");
    check_says(condition(R"({"StringEquals": {"x:k": "a"}})", {{"x:k", {"a", "b"}}}), Match::no,
               "several values");
    check_says(condition(R"({"Null": {"x:k": true}})", {{"x:k", {"a"}}}), Match::no,
               "the key is there");
}

static void of_a_set_the_value_that_settles_it_is_named() {
    check_says(
        condition(R"({"ForAllValues:StringEquals": {"x:k": ["a", "b"]}})", {{"x:k", {"a", "z"}}}),
        Match::no, "`z`");
    check_says(
        condition(R"({"ForAnyValue:StringEquals": {"x:k": ["a", "b"]}})", {{"x:k", {"z", "b"}}}),
        Match::yes, "`b`");
    check_says(condition(R"({"ForAnyValue:StringEquals": {"x:k": "a"}})", {{"x:k", {"y", "z"}}}),
               Match::no, "no value");
}

static void variables_are_shown_with_what_they_stand_for() {
    const std::string text = "Version: 2012-10-17\n"
                             "Statement:\n"
                             "  Effect: Allow\n"
                             "  Action: iam:GetUser\n"
                             "  Resource: arn:aws:iam::*:user/${aws:username}\n";
    auto asked = request("iam:GetUser", "arn:aws:iam::1:user/bob", {{"aws:username", {"a*"}}});
    const auto with = explained(text, asked).explanation;
    const auto& value = with.statements[0].elements[1].values[0];
    CHECK_EQUAL(value.written, "arn:aws:iam::*:user/${aws:username}");
    CHECK_EQUAL(value.resolved.value_or("none"), "arn:aws:iam::*:user/a${*}");
    asked = request("iam:GetUser", "arn:aws:iam::1:user/bob");
    const auto without = explained(text, asked).explanation;
    CHECK(without.statements[0].elements[1].values[0].has_variables);
    CHECK(!without.statements[0].elements[1].values[0].resolved);
    const auto compared = condition(R"({"StringEquals": {"x:k": "${aws:username}"}})",
                                    {{"x:k", {"alice"}}, {"aws:username", {"alice"}}});
    CHECK_EQUAL(compared.values[0].resolved.value_or("none"), "alice");
    const auto arn =
        condition(R"({"ArnLike": {"x:k": "arn:aws:iam::*:user/${aws:username}"}})",
                  {{"x:k", {"arn:aws:iam::1:user/alice"}}, {"aws:username", {"alice"}}});
    CHECK_EQUAL(arn.values[0].resolved.value_or("none"), "arn:aws:iam::*:user/alice");
}

static void lists_of_exceptions_say_that_they_are() {
    const std::string text = "Statement:\n"
                             "  Effect: Deny\n"
                             "  NotAction: [iam:GetUser, iam:List*]\n"
                             "  NotResource: arn:aws:iam::*:mfa/*\n"
                             "  NotPrincipal: {AWS: ['arn:aws:iam::123456789012:user/alice', "
                             "'arn:aws:iam::123456789012:user/bob']}\n";
    auto asked = request("IAM:ListUsers", "arn:aws:iam::1:mfa/x");
    asked.principal.user = "alice";
    asked.principal.arn = "arn:aws:iam::123456789012:user/alice";
    const auto report = explained(text, asked).explanation.statements[0];
    CHECK_EQUAL(report.elements[0].element, "NotAction");
    check_says(report.elements[0], Match::no, "is on the list of exceptions");
    CHECK(report.elements[0].values[1].match == Match::yes);
    CHECK(report.elements[0].values[0].match == Match::no);
    check_says(report.elements[1], Match::no, "is on the list of exceptions");
    CHECK_EQUAL(report.elements[2].element, "NotPrincipal");
    check_says(report.elements[2], Match::no, "an exception");
    CHECK_EQUAL(report.elements[2].values[1].written, "AWS arn:aws:iam::123456789012:user/bob");
    CHECK_EQUAL(report.unmatched(), 3U);
}

static void those_that_decide_come_first_and_those_about_other_actions_last() {
    const std::string text =
        "Statement:\n"
        "  - {Sid: Other, Effect: Allow, Action: 'x:y', Resource: '*'}\n"
        "  - {Sid: Far, Effect: Allow, Action: 'a:*', Resource: 'arn:aws:a:::q', Condition: {Bool: "
        "{x:k: true}}}\n"
        "  - {Sid: Near, Effect: Allow, Action: 'a:*', Resource: '*', Condition: {Bool: {x:k: "
        "true}}}\n"
        "  - {Sid: Fits, Effect: Allow, Action: 'a:b', Resource: '*'}\n"
        "  - {Sid: Denies, Effect: Deny, Action: 'a:b', Resource: '*'}\n";
    const auto result = explained(text, request("a:b", "*"));
    std::string order;
    for (const auto& report : result.explanation.statements) {
        order += report.statement->sid + " ";
    }
    CHECK_EQUAL(order, "Denies Fits Near Far Other ");
    CHECK(result.explanation.statements[0].decides);
    CHECK(!result.explanation.statements[1].decides);
    CHECK(result.explanation.statements[1].match == Match::yes);
    CHECK(!result.explanation.statements[4].is_about_action());
}

static void positions_are_those_of_the_elements() {
    const std::string text = "Statement:\n"
                             "  - Effect: Allow\n"
                             "    Action: a:b\n"
                             "    Resource: '*'\n"
                             "    Condition:\n"
                             "      Bool:\n"
                             "        x:k: true\n";
    const auto report = explained(text, request("a:b", "*")).explanation.statements[0];
    CHECK_EQUAL(report.elements[0].position, (policy::Position{3, 5}));
    CHECK_EQUAL(report.elements[1].position, (policy::Position{4, 5}));
    CHECK_EQUAL(report.elements[2].position, (policy::Position{7, 9}));
}

int main() {
    return mfa::test::run("policy_explain/explain",
                          {
                              TEST(a_missing_key_is_told_for_each_kind_of_operator),
                              TEST(what_the_request_has_is_shown),
                              TEST(of_a_set_the_value_that_settles_it_is_named),
                              TEST(variables_are_shown_with_what_they_stand_for),
                              TEST(lists_of_exceptions_say_that_they_are),
                              TEST(those_that_decide_come_first_and_those_about_other_actions_last),
                              TEST(positions_are_those_of_the_elements),
                          });
}
