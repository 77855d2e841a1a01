// Condition operators, one sentence of the language after the other
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html).
#include "tests/unit/policy/support.hpp"

#include <chrono>

using namespace mfa;
using namespace mfa::test;

namespace {

/// Whether an Allow under that condition applies.
bool holds(const std::string& condition, ContextEntries entries = {}) {
    const auto set =
        must_load(R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", )"
                  R"("Resource": "*", "Condition": )" +
                  condition + "}}");
    return evaluate(set, request("a:b", "*", entries)).kind == policy::DecisionKind::allow;
}

/// `{"OPERATOR": {"x:k": VALUES}}`
std::string on_key(const std::string& name, const std::string& values) {
    return "{\"" + name + R"(": {"x:k": )" + values + "}}";
}

/// Each operator with a value of the policy, a value that fits it, one that does not, and one that
/// it cannot read (where there is such a thing).
struct Sample {
    std::string positive;
    std::string negated; ///< empty: there is none
    std::string policy_value;
    std::string fitting;
    std::string unfitting;
    std::optional<std::string> unreadable;
};

const std::vector<Sample>& samples() {
    static const std::vector<Sample> all{
        {"StringEquals", "StringNotEquals", "a*", "a*", "A*", std::nullopt},
        {"StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "a?", "A?", "ab", std::nullopt},
        {"StringLike", "StringNotLike", "a*c?", "abbcd", "abc", std::nullopt},
        {"NumericEquals", "NumericNotEquals", "10", "10.0", "11", "ten"},
        {"NumericLessThan", "", "10", "9.9", "10", "9e0"},
        {"NumericLessThanEquals", "", "10", "10", "10.1", ""},
        {"NumericGreaterThan", "", "10", "11", "10", "0x11"},
        {"NumericGreaterThanEquals", "", "10", "10", "9", "many"},
        {"DateEquals", "DateNotEquals", "2020-01-01T00:00:00Z", "1577836800", "1577836801", "now"},
        {"DateLessThan", "", "2020-01-01", "2019-12-31T23:59:59Z", "2020-01-01T00:00:00Z", "x"},
        {"DateLessThanEquals", "", "1577836800", "2020-01-01", "2020-01-02", "2020-99-01"},
        {"DateGreaterThan", "", "2020-01-01", "2020-01-01T00:00:00.1Z", "2020-01-01", "2020-1-2"},
        {"DateGreaterThanEquals", "", "2020-01-01", "1577836800", "1577836799", "-"},
        {"Bool", "", "true", "TRUE", "false", "1"},
        {"BinaryEquals", "", "QmluYXJ5", "Binary", "QmluYXJ5", std::nullopt},
        {"IpAddress", "NotIpAddress", "192.0.2.0/24", "192.0.2.9", "198.51.100.1", "192.0.2.0/24"},
        {"IpAddress", "NotIpAddress", "0.0.0.0/0", "192.0.2.9", "::1", "localhost"},
        {"ArnEquals", "ArnNotEquals", "arn:aws:sns:*:1:t*", "arn:aws:sns:eu:1:t:x",
         "arn:aws:sns:eu:x:1:t", "topic"},
        {"ArnLike", "ArnNotLike", "arn:aws:s3:::b/?", "arn:aws:s3:::b/k", "arn:aws:s3:::B/k",
         "arn:aws:s3"},
    };
    return all;
}

void check_that(bool holds, const std::string& what, const std::string& value = {}) {
    if (!holds) {
        std::string text = what;
        throw CheckFailed{text.append(" ").append(value)};
    }
}

} // namespace

static void positive_operators_match_what_fits() {
    for (const Sample& sample : samples()) {
        const std::string condition = on_key(sample.positive, "\"" + sample.policy_value + "\"");
        check_that(holds(condition, {{"x:k", {sample.fitting}}}), condition + " fitting");
        check_that(!holds(condition, {{"x:k", {sample.unfitting}}}), condition + " unfitting");
        check_that(!holds(condition), condition + " missing");
        check_that(!holds(condition, {{"x:k", {sample.fitting, sample.fitting}}}),
                   condition + " several");
        if (sample.unreadable) {
            check_that(!holds(condition, {{"x:k", {*sample.unreadable}}}),
                       condition + " unreadable");
        }
    }
}

static void negated_operators_match_what_does_not_fit_and_what_is_missing() {
    for (const Sample& sample : samples()) {
        if (sample.negated.empty()) {
            continue;
        }
        const std::string condition = on_key(sample.negated, "\"" + sample.policy_value + "\"");
        check_that(!holds(condition, {{"x:k", {sample.fitting}}}), condition + " fitting");
        check_that(holds(condition, {{"x:k", {sample.unfitting}}}), condition + " unfitting");
        check_that(holds(condition), condition + " missing");
        check_that(holds(condition, {{"x:k", {}}}), condition + " no values");
        check_that(!holds(condition, {{"x:k", {sample.unfitting, sample.unfitting}}}),
                   condition + " several");
        if (sample.unreadable) {
            check_that(holds(condition, {{"x:k", {*sample.unreadable}}}),
                       condition + " unreadable");
        }
    }
}

static void if_exists_is_true_for_missing_keys_and_changes_nothing_else() {
    for (const Sample& sample : samples()) {
        for (const std::string& name : {sample.positive, sample.negated}) {
            if (name.empty()) {
                continue;
            }
            const std::string values = "\"" + sample.policy_value + "\"";
            const std::string condition = on_key(name + "IfExists", values);
            check_that(holds(condition), condition + " missing");
            check_that(!holds(condition, {{"x:k", {sample.fitting, sample.unfitting}}}),
                       condition + " several");
            for (const std::string& value : {sample.fitting, sample.unfitting}) {
                check_that(holds(condition, {{"x:k", {value}}}) ==
                               holds(on_key(name, values), {{"x:k", {value}}}),
                           condition, value);
            }
        }
    }
}

static void set_qualifiers_ask_for_all_or_any_of_the_requests_values() {
    for (const Sample& sample : samples()) {
        const std::string values = "\"" + sample.policy_value + "\"";
        const std::string all = on_key("ForAllValues:" + sample.positive, values);
        const std::string any = on_key("ForAnyValue:" + sample.positive, values);
        const std::string& good = sample.fitting;
        const std::string& bad = sample.unfitting;
        check_that(holds(all, {{"x:k", {good, good}}}), all + " good good");
        check_that(!holds(all, {{"x:k", {good, bad}}}), all + " good bad");
        check_that(holds(any, {{"x:k", {bad, good}}}), any + " bad good");
        check_that(!holds(any, {{"x:k", {bad, bad}}}), any + " bad bad");
        check_that(holds(all, {{"x:k", {good}}}) && holds(any, {{"x:k", {good}}}), all + " one");
        for (const char* suffix : {"", "IfExists"}) {
            const std::string all_too = on_key("ForAllValues:" + sample.positive + suffix, values);
            const std::string any_too = on_key("ForAnyValue:" + sample.positive + suffix, values);
            check_that(holds(all_too) && holds(all_too, {{"x:k", {}}}), all_too + " missing");
            check_that(!holds(any_too) && !holds(any_too, {{"x:k", {}}}), any_too + " missing");
        }
        if (!sample.negated.empty()) {
            const std::string none = on_key("ForAllValues:" + sample.negated, values);
            const std::string some = on_key("ForAnyValue:" + sample.negated, values);
            check_that(holds(none, {{"x:k", {bad, bad}}}), none + " bad bad");
            check_that(!holds(none, {{"x:k", {bad, good}}}), none + " bad good");
            check_that(holds(some, {{"x:k", {bad, good}}}), some + " bad good");
            check_that(!holds(some, {{"x:k", {good, good}}}), some + " good good");
            check_that(holds(none) && !holds(some), none + " missing");
        }
    }
}

static void values_of_a_positive_operator_are_alternatives() {
    const std::string condition = on_key("StringEquals", R"(["a", "b"])");
    CHECK(holds(condition, {{"x:k", {"a"}}}));
    CHECK(holds(condition, {{"x:k", {"b"}}}));
    CHECK(!holds(condition, {{"x:k", {"c"}}}));
    CHECK(holds(on_key("ForAllValues:StringEquals", R"(["a", "b"])"), {{"x:k", {"b", "a", "b"}}}));
}

static void values_of_a_negated_operator_all_count() {
    const std::string condition = on_key("StringNotEquals", R"(["a", "b"])");
    CHECK(!holds(condition, {{"x:k", {"a"}}}));
    CHECK(!holds(condition, {{"x:k", {"b"}}}));
    CHECK(holds(condition, {{"x:k", {"c"}}}));
}

static void operators_and_keys_must_all_hold() {
    const std::string condition =
        R"({"StringEquals": {"x:a": "1", "x:b": "2"}, "NumericLessThan": {"x:c": 3}})";
    CHECK(holds(condition, {{"x:a", {"1"}}, {"x:b", {"2"}}, {"x:c", {"2"}}}));
    CHECK(!holds(condition, {{"x:a", {"0"}}, {"x:b", {"2"}}, {"x:c", {"2"}}}));
    CHECK(!holds(condition, {{"x:a", {"1"}}, {"x:b", {"0"}}, {"x:c", {"2"}}}));
    CHECK(!holds(condition, {{"x:a", {"1"}}, {"x:b", {"2"}}, {"x:c", {"3"}}}));
}

static void null_asks_for_absence_whatever_the_number_of_values() {
    for (const char* yes : {R"("true")", "true", R"(["True"])"}) {
        CHECK(holds(on_key("Null", yes)));
        CHECK(holds(on_key("Null", yes), {{"x:k", {}}}));
        CHECK(!holds(on_key("Null", yes), {{"x:k", {"a"}}}));
        CHECK(!holds(on_key("Null", yes), {{"x:k", {""}}}));
        CHECK(!holds(on_key("Null", yes), {{"x:k", {"a", "b"}}}));
    }
    CHECK(!holds(on_key("Null", "false")));
    CHECK(holds(on_key("Null", "false"), {{"x:k", {"a", "b"}}}));
}

static void null_with_a_set_qualifier_is_constant() {
    for (const char* value : {"true", "false"}) {
        for (const ContextEntries& entries :
             {ContextEntries{}, ContextEntries{{"x:k", {"a"}}}, ContextEntries{{"x:k", {}}}}) {
            CHECK(holds(on_key("ForAllValues:Null", value), entries));
            CHECK(!holds(on_key("ForAnyValue:Null", value), entries));
        }
    }
}

static void an_empty_string_alone_is_an_empty_set_for_the_qualifiers_only() {
    // AWS: "or if the context key value resolves to a null dataset, such as an empty string"
    CHECK(holds(on_key("ForAllValues:StringEquals", R"("a")"), {{"x:k", {""}}}));
    CHECK(!holds(on_key("ForAnyValue:StringLike", R"("*")"), {{"x:k", {""}}}));
    CHECK(holds(on_key("StringEquals", R"("")"), {{"x:k", {""}}}));
    CHECK(!holds(on_key("ForAllValues:StringEquals", R"("a")"), {{"x:k", {"", "a"}}}));
}

static void key_names_ignore_case() {
    CHECK(holds(R"({"Bool": {"AWS:multifactorAUTHpresent": "true"}})",
                {{"aws:MultiFactorAuthPresent", {"true"}}}));
}

static void json_numbers_and_booleans_are_their_text() {
    CHECK(holds(on_key("StringEquals", "123456789012"), {{"x:k", {"123456789012"}}}));
    CHECK(holds(on_key("StringEquals", "true"), {{"x:k", {"true"}}}));
    CHECK(holds(on_key("NumericEquals", "12345678901234567890123"),
                {{"x:k", {"12345678901234567890123"}}}));
    CHECK(!holds(on_key("NumericEquals", "12345678901234567890123"),
                 {{"x:k", {"12345678901234567890124"}}}));
}

static void an_unresolved_variable_does_not_match_and_negated_does() {
    for (const char* name : {"StringEquals", "StringLike", "StringEqualsIgnoreCase"}) {
        CHECK(!holds(on_key(name, R"("${x:missing}")"), {{"x:k", {"a"}}}));
        CHECK(holds(on_key(name, R"(["${x:missing}", "a"])"), {{"x:k", {"a"}}}));
        CHECK(holds(on_key(name, R"("${x:v}")"), {{"x:k", {"a"}}, {"x:v", {"a"}}}));
    }
    for (const char* name : {"StringNotEquals", "StringNotLike", "StringNotEqualsIgnoreCase"}) {
        CHECK(holds(on_key(name, R"("${x:missing}")"), {{"x:k", {"a"}}}));
        CHECK(!holds(on_key(name, R"(["${x:missing}", "a"])"), {{"x:k", {"a"}}}));
    }
    CHECK(!holds(on_key("ArnLike", R"("arn:aws:iam::1:user/${x:missing}")"),
                 {{"x:k", {"arn:aws:iam::1:user/"}}}));
    CHECK(holds(on_key("ArnNotLike", R"("arn:aws:iam::1:user/${x:missing}")"),
                {{"x:k", {"arn:aws:iam::1:user/"}}}));
}

static void a_user_named_star_is_no_wildcard() {
    const std::string condition = on_key("StringLike", R"("home/${aws:username}/*")");
    CHECK(!holds(condition, {{"aws:username", {"*"}}, {"x:k", {"home/bob/x"}}}));
    CHECK(holds(condition, {{"aws:username", {"*"}}, {"x:k", {"home/*/x"}}}));
}

static void arns_are_compared_component_by_component() {
    const std::string condition = on_key("ArnLike", R"("arn:aws:*:*:123456789012:*")");
    CHECK(holds(condition, {{"x:k", {"arn:aws:sns:eu:123456789012:a:b:c"}}}));
    CHECK(holds(condition, {{"x:k", {"arn:aws:sns::123456789012:"}}}));
    // As one text this would match: the account is not where it must be.
    CHECK(!holds(condition, {{"x:k", {"arn:aws:sns:eu:1:x:123456789012:y"}}}));
    CHECK(!holds(condition, {{"x:k", {"arn:aws:sns:eu:123456789012"}}}));
}

static void an_arn_may_be_a_variable_or_hold_one() {
    const std::string whole = on_key("ArnEquals", R"("${aws:PrincipalArn}")");
    CHECK(holds(whole, {{"x:k", {"arn:aws:iam::1:user/*"}},
                        {"aws:PrincipalArn", {"arn:aws:iam::1:user/*"}}}));
    CHECK(!holds(whole, {{"x:k", {"arn:aws:iam::1:user/bob"}},
                         {"aws:PrincipalArn", {"arn:aws:iam::1:user/*"}}}));
    const std::string part = on_key("ArnEquals", R"("arn:aws:iam::${x:a}:user/*")");
    CHECK(holds(part, {{"x:k", {"arn:aws:iam::1:user/bob"}}, {"x:a", {"1"}}}));
    // A colon in what is substituted moves no component.
    CHECK(!holds(part, {{"x:k", {"arn:aws:iam::1:user/x:user/bob"}}, {"x:a", {"1:user/x"}}}));
}

static void each_of_many_policy_values_is_resolved_once_for_all_values_of_the_request() {
    std::string values = "[";
    for (int i = 0; i < 5'000; ++i) {
        values += "\"${x:text}" + std::to_string(i) + "\",";
    }
    values.back() = ']';
    const std::string text(2'000, 'x');
    const std::vector<std::string> request_values(500, "no" + text);
    const auto start = std::chrono::steady_clock::now();
    for (const char* op : {"ForAnyValue:StringEquals", "ForAnyValue:StringEqualsIgnoreCase"}) {
        CHECK(!holds(on_key(op, values), {{"x:k", request_values}, {"x:text", {text}}}));
        CHECK(holds(on_key(op, values), {{"x:k", {"no", text + "4999"}}, {"x:text", {text}}}));
    }
    // A few seconds; resolving each for each takes many minutes.
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds{60});
}

int main() {
    return mfa::test::run(
        "policy/condition",
        {
            TEST(positive_operators_match_what_fits),
            TEST(negated_operators_match_what_does_not_fit_and_what_is_missing),
            TEST(if_exists_is_true_for_missing_keys_and_changes_nothing_else),
            TEST(set_qualifiers_ask_for_all_or_any_of_the_requests_values),
            TEST(values_of_a_positive_operator_are_alternatives),
            TEST(values_of_a_negated_operator_all_count),
            TEST(operators_and_keys_must_all_hold),
            TEST(null_asks_for_absence_whatever_the_number_of_values),
            TEST(null_with_a_set_qualifier_is_constant),
            TEST(an_empty_string_alone_is_an_empty_set_for_the_qualifiers_only),
            TEST(key_names_ignore_case),
            TEST(json_numbers_and_booleans_are_their_text),
            TEST(an_unresolved_variable_does_not_match_and_negated_does),
            TEST(a_user_named_star_is_no_wildcard),
            TEST(arns_are_compared_component_by_component),
            TEST(an_arn_may_be_a_variable_or_hold_one),
            TEST(each_of_many_policy_values_is_resolved_once_for_all_values_of_the_request),
        });
}
