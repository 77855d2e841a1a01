// Which statement covers which.
#include "engine/policy/lint/coverage.hpp"
#include "tests/unit/policy_lint/support.hpp"

#include <algorithm>

using namespace mfa;
using namespace mfa::test;

namespace {

/// A policy and how its statements relate; kept together, as each needs the one before.
struct Fixture {
    explicit Fixture(const std::string& text)
        : sources{{"a.yaml", text, policy::Format::yaml}}, set{must_load(text)},
          subject{sources, set, facts}, coverage{subject} {}

    std::vector<policy::Source> sources;
    policy::PolicySet set;
    FakeHost facts;
    policy::lint::Subject subject;
    policy::lint::Coverage coverage;
};

std::string statement(const std::string& conditions, const std::string& action = "iam:GetUser",
                      const std::string& resource = "'*'") {
    return "  - {Effect: Allow, Action: " + action + ", Resource: " + resource +
           (conditions.empty() ? "" : ", Condition: {" + conditions + "}") + "}\n";
}

/// Whether the first statement covers the second.
bool covers(const std::string& outer, const std::string& inner) {
    return Fixture{"Version: 2012-10-17\nStatement:\n" + outer + inner}.coverage.covers(0, 1);
}

bool conditions_cover(const std::string& outer, const std::string& inner) {
    return covers(statement(outer), statement(inner));
}

} // namespace

static void lists_cover_what_they_take_in() {
    CHECK(covers(statement("", "iam:*"), statement("", "[iam:GetUser, IAM:List*]")));
    CHECK(!covers(statement("", "iam:Get*"), statement("", "[iam:GetUser, iam:ListUsers]")));
    CHECK(covers(statement("", "'*'"), "  - {Effect: Allow, NotAction: iam:*, Resource: '*'}\n"));
    CHECK(!covers(statement("", "iam:*"), "  - {Effect: Allow, NotAction: x:y, Resource: '*'}\n"));
}

static void a_not_list_covers_what_it_does_not_take_out() {
    const std::string all_but_iam = "  - {Effect: Allow, NotAction: iam:*, Resource: '*'}\n";
    const std::string all_but_get = "  - {Effect: Allow, NotAction: iam:Get*, Resource: '*'}\n";
    CHECK(covers(all_but_iam, statement("", "host:*")));
    CHECK(!covers(all_but_iam, statement("", "'*'")));
    CHECK(!covers(all_but_get, statement("", "iam:*User")));
    CHECK(covers(all_but_get, all_but_iam));
    CHECK(!covers(all_but_iam, all_but_get));
}

static void principals_cover_those_they_name() {
    const auto of = [](const std::string& principal) {
        return "  - {Effect: Allow, Action: '*', Resource: '*', " + principal + "}\n";
    };
    const std::string alice = "Principal: {AWS: 'arn:aws:iam::123456789012:user/alice'}";
    const std::string both = "Principal: {AWS: ['arn:aws:iam::123456789012:user/alice', "
                             "'arn:aws:iam::123456789012:user/bob']}";
    CHECK(covers(of(both), of(alice)));
    CHECK(!covers(of(alice), of(both)));
    CHECK(covers(of("Principal: '*'"), of(alice)));
    CHECK(covers(of("Not" + alice), of("Not" + both)));
    CHECK(!covers(of("Not" + both), of("Not" + alice)));
    CHECK(!covers(of(alice), statement("", "'*'")));
}

static void fewer_conditions_cover_more() {
    const std::string alice = "StringEquals: {aws:username: alice}";
    CHECK(conditions_cover("", alice));
    CHECK(!conditions_cover(alice, ""));
    CHECK(conditions_cover("StringEquals: {aws:username: [alice, bob]}", alice));
    CHECK(!conditions_cover(alice, "StringEquals: {aws:username: [alice, bob]}"));
    CHECK(conditions_cover("StringEqualsIgnoreCase: {aws:username: ALICE}", alice));
    CHECK(!conditions_cover(alice, "StringEqualsIgnoreCase: {aws:username: ALICE}"));
    CHECK(conditions_cover("StringNotEquals: {aws:username: bob}", alice));
    CHECK(!conditions_cover("StringNotEquals: {aws:username: alice}", alice));
    CHECK(conditions_cover("'Null': {aws:username: false}", alice));
    CHECK(!conditions_cover(alice, "StringEqualsIfExists: {aws:username: alice}"));
    CHECK(conditions_cover("StringEqualsIfExists: {aws:username: alice}", alice));
}

static void numbers_cover_by_their_bounds() {
    const auto less = [](const char* bound) {
        return std::string{"NumericLessThan: {x:n: "} + bound + "}";
    };
    CHECK(conditions_cover(less("20"), less("10")));
    CHECK(!conditions_cover(less("10"), less("20")));
    CHECK(conditions_cover("NumericLessThanEquals: {x:n: 10}", less("10")));
    CHECK(!conditions_cover(less("10"), "NumericLessThanEquals: {x:n: 10}"));
    CHECK(!conditions_cover(less("10"), "NumericLessThanIfExists: {x:n: 10}"));
}

static void what_cannot_be_tried_out_is_compared_as_written() {
    const std::string inside = "IpAddress: {aws:SourceIp: 10.0.0.0/8}";
    CHECK(conditions_cover(inside, inside));
    CHECK(conditions_cover("IpAddress: {aws:SourceIp: [10.0.0.0/8, 192.0.2.0/24]}", inside));
    CHECK(!conditions_cover(inside, "IpAddress: {aws:SourceIp: [10.0.0.0/8, 192.0.2.0/24]}"));
    CHECK(!conditions_cover("Not" + inside, inside));
    CHECK(conditions_cover("NotIpAddress: {aws:SourceIp: 10.0.0.0/8}",
                           "NotIpAddress: {aws:SourceIp: [10.0.0.0/8, 192.0.2.0/24]}"));
    CHECK(!conditions_cover("ForAllValues:StringEquals: {host:Groups: [a]}",
                            "ForAnyValue:StringEquals: {host:Groups: [a]}"));
    CHECK(!conditions_cover("StringEquals: {host:Tty: '${aws:username}'}",
                            "StringEquals: {host:Tty: alice}"));
}

static void several_values_of_a_key_count_too() {
    // `Null` sees them, no plain operator does.
    CHECK(!conditions_cover("StringNotEquals: {host:Groups: x}", "'Null': {host:Groups: false}"));
}

static void mfa_is_looked_at_as_a_whole() {
    const std::string without = "BoolIfExists: {aws:MultiFactorAuthPresent: false}";
    const std::string shown = "Bool: {aws:MultiFactorAuthPresent: true}";
    CHECK(conditions_cover(without, "'Null': {aws:MultiFactorAuthPresent: true}"));
    CHECK(!conditions_cover("Bool: {aws:MultiFactorAuthPresent: false}", without));
    // An age is there only where a factor was shown.
    CHECK(conditions_cover(shown, "NumericLessThan: {aws:MultiFactorAuthAge: 60}"));
    CHECK(!conditions_cover("NumericLessThan: {aws:MultiFactorAuthAge: 60}", shown));
    CHECK(conditions_cover("'Null': {aws:MultiFactorAuthAge: true}", without));
}

static void the_same_text_means_another_thing_in_another_version() {
    const std::string same = "StringLike: {host:Tty: '${aws:username}*'}";
    const std::string text = "Statement:\n" + statement(same);
    const std::vector<policy::Source> sources{
        {"a.yaml", "Version: 2012-10-17\n" + text, policy::Format::yaml},
        {"b.yaml", "Version: 2008-10-17\n" + text, policy::Format::yaml}};
    const auto loaded = policy::load(sources);
    CHECK(loaded.set.has_value());
    const FakeHost facts;
    const policy::lint::Subject subject{sources, *loaded.set, facts};
    const policy::lint::Coverage coverage{subject};
    CHECK(!coverage.covers(0, 1));
    CHECK(!coverage.covers(1, 0));
}

static void whoever_covers_a_statement_is_among_its_candidates() {
    const std::vector<std::string> conditions{
        "",
        "StringEquals: {aws:username: alice}",
        "StringEquals: {aws:username: [bob, alice]}",
        "StringEqualsIfExists: {aws:username: alice}",
        "StringEqualsIgnoreCase: {aws:username: ALICE}",
        "StringLike: {aws:username: alice}",
        "StringLike: {aws:username: 'al*'}",
        "StringLike: {aws:username: ['al*', b]}",
        "StringNotLike: {aws:username: ['al*', b]}",
        "StringNotLike: {aws:username: 'al*'}",
        "StringEquals: {aws:username: alice}, StringNotEquals: {aws:username: alice}",
        "StringNotEquals: {aws:username: bob}",
        "'Null': {aws:username: true}",
        "IpAddress: {aws:SourceIp: [10.0.0.0/8, 192.0.2.1]}",
        "IpAddress: {aws:SourceIp: 192.0.2.1}",
        "IpAddressIfExists: {aws:SourceIp: 192.0.2.1}",
        "NotIpAddress: {aws:SourceIp: [10.0.0.0/8, 192.0.2.1]}",
        "NotIpAddress: {aws:SourceIp: 192.0.2.1}",
        "ForAnyValue:StringEquals: {host:Groups: [a, b]}, StringEquals: {host:Tty: x}",
        "ForAnyValue:StringEquals: {host:Groups: b}, StringEquals: {host:Tty: [x, y]}",
        "StringEquals: {host:Tty: '${aws:username}'}",
        "NumericLessThan: {x:n: 20}",
        "NumericEquals: {x:n: 10}",
    };
    const std::vector<std::string> lists{
        "Action: '*', Resource: '*'",
        "Action: iam:Get*, Resource: 'arn:aws:iam::*:user/${aws:username}'",
        "Action: [iam:GetUser, iam:List*], Resource: 'arn:aws:iam::?:user/*'",
        "NotAction: iam:*, NotResource: 'arn:aws:iam::*:user/*'",
        "NotAction: [iam:*, 'host:?*'], NotResource: 'arn:aws:iam::*:user/${aws:username}'",
        "NotAction: '*', NotResource: '*'",
        "NotAction: '*', Resource: '*'",
    };
    std::string text = "Version: 2012-10-17\nStatement:\n";
    std::size_t count = 0;
    for (const std::string& list : lists) {
        for (const std::string& condition : conditions) {
            text += "  - {Effect: Allow, " + list +
                    (condition.empty() ? "" : ", Condition: {" + condition + "}") + "}\n";
            ++count;
        }
    }
    const Fixture fixture{text};
    std::size_t candidates = 0;
    std::size_t covered = 0;
    for (std::size_t inner = 0; inner < count; ++inner) {
        const auto found = fixture.coverage.candidates(policy::Effect::allow, inner);
        candidates += found.size();
        for (std::size_t outer = 0; outer < count; ++outer) {
            const bool covers = fixture.coverage.covers(outer, inner);
            covered += covers ? 1 : 0;
            CHECK(!covers || std::binary_search(found.begin(), found.end(), outer));
        }
        CHECK(fixture.coverage.candidates(policy::Effect::deny, inner).empty());
    }
    CHECK(covered > count);
    CHECK(candidates < count * count / 2);
}

static void candidates_are_few_where_statements_name_different_people() {
    std::string text = "Version: 2012-10-17\nStatement:\n";
    for (int i = 0; i < 50; ++i) {
        text += statement("StringEquals: {aws:username: user" + std::to_string(i) + "}");
    }
    const Fixture fixture{text};
    for (std::size_t i = 0; i < 50; ++i) {
        const auto found = fixture.coverage.candidates(policy::Effect::allow, i);
        CHECK_EQUAL(found.size(), 1U);
        CHECK_EQUAL(found.front(), i);
    }
}

int main() {
    return mfa::test::run("policy_lint/coverage",
                          {
                              TEST(lists_cover_what_they_take_in),
                              TEST(a_not_list_covers_what_it_does_not_take_out),
                              TEST(principals_cover_those_they_name),
                              TEST(fewer_conditions_cover_more),
                              TEST(numbers_cover_by_their_bounds),
                              TEST(what_cannot_be_tried_out_is_compared_as_written),
                              TEST(several_values_of_a_key_count_too),
                              TEST(mfa_is_looked_at_as_a_whole),
                              TEST(the_same_text_means_another_thing_in_another_version),
                              TEST(whoever_covers_a_statement_is_among_its_candidates),
                              TEST(candidates_are_few_where_statements_name_different_people),
                          });
}
