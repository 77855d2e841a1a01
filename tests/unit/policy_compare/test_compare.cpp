// Differences that are there are found, each with an example; those that are not are not.
#include "tests/unit/policy_compare/support.hpp"

using namespace mfa;
using namespace mfa::test;
using policy::DecisionKind;
using policy::compare::Comparison;

namespace {

std::string allow(const std::string& rest) {
    return "  - {Effect: Allow, " + rest + "}\n";
}

std::string deny(const std::string& rest) {
    return "  - {Effect: Deny, " + rest + "}\n";
}

std::string policy_of(const std::string& statements) {
    return "Version: 2012-10-17\nStatement:\n" + statements;
}

Comparison statements(const std::string& before, const std::string& after) {
    return compared(policy_of(before), policy_of(after));
}

Comparison conditions(const std::string& before, const std::string& after) {
    const std::string rest = "Action: a:b, Resource: '*', Condition: ";
    return statements(allow(rest + before), allow(rest + after));
}

void check_same(const Comparison& comparison) {
    CHECK_EQUAL(comparison.differences.size(), 0U);
    for (const std::string& cut : comparison.cuts) {
        CHECK_EQUAL(cut, "no cut");
    }
}

/// The only difference; nothing was cut.
policy::compare::Difference only(const Comparison& comparison) {
    for (const std::string& cut : comparison.cuts) {
        CHECK_EQUAL(cut, "no cut");
    }
    CHECK_EQUAL(comparison.differences.size(), 1U);
    return comparison.differences.front();
}

/// Of the one difference by which an Allow is lost; others may be denied in another way.
std::string denied_user(const Comparison& comparison) {
    CHECK(comparison.cuts.empty());
    std::string users;
    for (const auto& difference : comparison.differences) {
        if (difference.before.kind == DecisionKind::allow) {
            users += difference.request.principal.user.value_or("");
        }
    }
    return users;
}

const std::string deny_without_mfa =
    deny("Action: 'a:*', Resource: '*', Condition: {BoolIfExists: {aws:MultiFactorAuthPresent: "
         "false}}");

} // namespace

static void what_says_the_same_in_another_way_is_the_same() {
    const std::string one = allow("Action: [a:b, a:c], Resource: ['arn:x:*', '*']");
    const std::string two = allow("Sid: S, Action: [A:C, a:b, a:b], Resource: ['*', 'arn:x:*']");
    check_same(statements(one + deny_without_mfa, deny_without_mfa + two + one));
    check_same(
        statements(allow("Action: [a:b, a:c], Resource: '*'"),
                   allow("Action: a:b, Resource: '*'") + allow("Action: a:c, Resource: '*'")));
    check_same(statements(allow("Action: 'a:*', Resource: '*'"),
                          allow("Action: ['a:*', 'a:b*'], Resource: ['*', 'arn:*']")));
}

static void a_deny_that_is_gone_is_new_access() {
    const auto allow_all = allow("Action: 'a:*', Resource: '*'");
    const auto comparison = statements(allow_all + deny_without_mfa, allow_all);
    const auto difference = only(comparison);
    CHECK(difference.is_new_access());
    CHECK(comparison.has_new_access());
    CHECK_EQUAL(difference.before.kind, DecisionKind::explicit_deny);
    CHECK_EQUAL(difference.removed.size(), 1U);
    CHECK_EQUAL(difference.removed[0].file, "old.yaml");
    CHECK_EQUAL(comparison.removed, 1U);
    CHECK_EQUAL(comparison.added, 0U);
}

static void if_exists_matters_where_the_key_is_missing() {
    const auto allow_all = allow("Action: 'a:*', Resource: '*'");
    const auto strict = deny("Action: 'a:*', Resource: '*', Condition: {Bool: "
                             "{aws:MultiFactorAuthPresent: false}}");
    const auto difference = only(statements(allow_all + deny_without_mfa, allow_all + strict));
    CHECK(difference.is_new_access());
    CHECK(!difference.request.context.has("aws:MultiFactorAuthPresent"));
}

static void a_pattern_that_got_wider_between_its_stars_is_found() {
    const auto difference =
        only(statements(allow("Action: a:b, Resource: 'arn:aws:s3:::*/log/*/2026'"),
                        allow("Action: a:b, Resource: 'arn:aws:s3:::*/log*/2026'")));
    CHECK(difference.is_new_access());
    check_same(statements(allow("Action: a:b, Resource: 'arn:aws:s3:::*a*'"),
                          allow("Action: a:b, Resource: 'arn:aws:s3:::**a**'")));
    const auto swapped = statements(allow("Action: 'a:*x*y*', Resource: '*'"),
                                    allow("Action: 'a:*y*x*', Resource: '*'"));
    CHECK_EQUAL(swapped.differences.size(), 2U);
    CHECK(swapped.differences[0].is_new_access());
}

static void bounds_that_move_by_the_least_are_found() {
    CHECK(only(conditions("{IpAddress: {aws:SourceIp: 192.0.2.0/25}}",
                          "{IpAddress: {aws:SourceIp: 192.0.2.0/24}}"))
              .is_new_access());
    CHECK(!only(conditions("{IpAddress: {aws:SourceIp: '2001:db8::/32'}}",
                           "{IpAddress: {aws:SourceIp: '2001:db8::/33'}}"))
               .is_new_access());
    check_same(conditions("{IpAddress: {aws:SourceIp: 192.0.2.0/24}}",
                          "{IpAddress: {aws:SourceIp: [192.0.2.0/25, 192.0.2.128/25]}}"));
    CHECK(only(conditions("{NumericLessThan: {x:n: 3600}}", "{NumericLessThanEquals: {x:n: 3600}}"))
              .is_new_access());
    CHECK(only(conditions("{NumericLessThan: {x:n: -1.5}}", "{NumericLessThan: {x:n: -1.49}}"))
              .is_new_access());
    CHECK(only(conditions("{NumericLessThan: {x:n: 1}}", "{NumericLessThan: {x:n: 1.001}}"))
              .is_new_access());
    check_same(conditions("{NumericEquals: {x:n: 1}}", "{NumericEquals: {x:n: '1.0'}}"));
    CHECK(only(conditions("{DateLessThan: {aws:CurrentTime: '2026-11-24T10:00:00Z'}}",
                          "{DateLessThan: {aws:CurrentTime: '2026-11-24T10:00:01Z'}}"))
              .is_new_access());
    check_same(conditions("{DateLessThan: {aws:CurrentTime: '2026-11-24T10:00:00Z'}}",
                          "{DateLessThan: {aws:CurrentTime: '2026-11-24T11:00:00+01:00'}}"));
}

static void a_variable_is_more_than_the_name_that_stood_there() {
    const auto before = allow("Action: a:b, Resource: 'arn:aws:iam::*:user/alice'");
    const auto after = allow("Action: a:b, Resource: 'arn:aws:iam::*:user/${aws:username}'");
    const auto comparison = statements(before, after);
    bool is_gained = false;
    bool is_lost = false;
    for (const auto& difference : comparison.differences) {
        const std::string user = difference.request.principal.user.value_or("");
        CHECK(user != "alice");
        is_gained = is_gained || (difference.is_new_access() &&
                                  difference.request.resource.ends_with(":user/" + user));
        is_lost = is_lost || (difference.before.kind == DecisionKind::allow &&
                              difference.request.resource.ends_with(":user/alice"));
    }
    CHECK(is_gained && is_lost);
}

static void a_variable_meets_the_names_that_others_write() {
    const auto own = allow("Action: a:b, Resource: 'arn:aws:iam::*:user/${aws:username}'");
    const auto not_bob = deny("Action: a:b, Resource: 'arn:aws:iam::*:user/bob'");
    CHECK_EQUAL(denied_user(statements(own, own + not_bob)), "bob");
    const auto mine = allow("Action: a:b, Resource: '*', Condition: {StringEquals: "
                            "{host:TargetUser: '${aws:username}'}}");
    const auto not_root = deny("Action: a:b, Resource: '*', Condition: {StringEquals: "
                               "{host:TargetUser: root}}");
    CHECK_EQUAL(denied_user(statements(mine, mine + not_root)), "root");
}

static void groups_are_sets() {
    const auto any = allow("Action: a:b, Resource: '*', Condition: {ForAnyValue:StringEquals: "
                           "{host:Groups: [adm, wheel]}}");
    const auto all = allow("Action: a:b, Resource: '*', Condition: {ForAllValues:StringEquals: "
                           "{host:Groups: [adm, wheel]}, 'Null': {host:Groups: false}}");
    const auto comparison = statements(all, any);
    CHECK(comparison.cuts.empty());
    const auto& difference = comparison.differences.at(0);
    CHECK(difference.is_new_access());
    CHECK(difference.request.principal.groups.value_or(std::vector<std::string>{}).size() > 1);
}

static void principals_are_told_apart() {
    const auto for_user = [](const std::string& name) {
        return allow("Action: a:b, Resource: '*', Principal: {AWS: "
                     "'arn:aws:iam::123456789012:user/" +
                     name + "'}");
    };
    const auto comparison = statements(for_user("alice"), for_user("bob"));
    CHECK_EQUAL(comparison.differences.size(), 2U);
    CHECK(comparison.differences[0].is_new_access());
    CHECK_EQUAL(comparison.differences[0].request.principal.user.value_or(""), "bob");
    CHECK_EQUAL(comparison.differences[1].request.principal.user.value_or(""), "alice");
}

static void a_search_that_is_cut_says_so() {
    policy::compare::Limits limits;
    limits.steps_max = 1;
    const std::string many = allow("Action: [a:b, a:c], Resource: ['arn:q*', 'arn:r*'], Condition: "
                                   "{StringEquals: {x:k: v, x:l: w}, NumericLessThan: {x:n: 7}}");
    const auto comparison = compared(policy_of(many + deny_without_mfa),
                                     policy_of(many + deny_without_mfa +
                                               allow("Action: 'a:*', Resource: '*', Condition: "
                                                     "{StringLike: {x:k: 'v*', x:m: '*'}}")),
                                     limits);
    CHECK(!comparison.cuts.empty());
    limits = {};
    limits.states_max = 5;
    CHECK(!compared(policy_of(many), policy_of(deny_without_mfa), limits).cuts.empty());
}

static void the_kind_of_a_denial_is_a_difference_but_no_access() {
    const auto difference =
        only(statements(allow("Action: a:b, Resource: '*'"),
                        allow("Action: a:b, Resource: '*'") + deny("Action: c:d, Resource: '*'")));
    CHECK_EQUAL(difference.before.kind, DecisionKind::implicit_deny);
    CHECK_EQUAL(difference.after.kind, DecisionKind::explicit_deny);
    CHECK(!difference.is_new_access());
}

static void what_is_never_allowed_is_proved_or_refuted() {
    const auto all =
        loaded("p.yaml", policy_of(allow("Action: 'a:*', Resource: '*'") + deny_without_mfa));
    policy::compare::Scope scope;
    scope.action = policy::Pattern::from_wildcards("a:*");
    scope.keys["aws:multifactorauthpresent"] = {{}, {"false"}};
    const auto proved = find_allowed(all.policy(), scope, {});
    CHECK(proved.found.empty() && proved.cuts.empty());
    scope.keys.clear();
    CHECK_EQUAL(find_allowed(all.policy(), scope, {}).found.size(), 1U);
    const auto loose =
        loaded("p.yaml", policy_of(allow("Action: 'a:*', Resource: '*'") +
                                   deny("Action: 'a:*', Resource: '*', Condition: {Bool: "
                                        "{aws:MultiFactorAuthPresent: false}}")));
    scope.keys["aws:multifactorauthpresent"] = {{}, {"false"}};
    const auto refuted = find_allowed(loose.policy(), scope, {});
    CHECK_EQUAL(refuted.found.size(), 1U);
    CHECK(!refuted.found[0].request.context.has("aws:MultiFactorAuthPresent"));
}

static void a_variable_may_be_what_the_scope_says() {
    const auto own = loaded(
        "p.yaml", policy_of(allow("Action: a:b, Resource: 'arn:aws:iam::*:user/${aws:username}'")));
    policy::compare::Scope scope;
    scope.resource = policy::Pattern::from_wildcards("arn:aws:iam::*:user/bob");
    const auto refuted = find_allowed(own.policy(), scope, {});
    CHECK_EQUAL(refuted.found.size(), 1U);
    CHECK_EQUAL(*refuted.found[0].request.principal.user, "bob");
    scope.resource = policy::Pattern::from_wildcards("arn:aws:iam::000000000000:user/bob");
    const auto other = find_allowed(own.policy(), scope, {});
    CHECK(!other.found.empty() || !other.cuts.empty());
}

static void many_statements_that_others_repeat_need_few_combinations() {
    constexpr int many = 150;
    std::string users;
    std::string sessions;
    for (int i = 0; i < many; ++i) {
        const std::string name = std::to_string(i);
        std::string own = "Action: a:b, Resource: 'arn:x:y:z::";
        own.append(name).append("', Condition: {StringEquals: {k:t: t").append(name).append("}}");
        users += allow(own);
        sessions += allow("Action: a:c, Resource: '*', Condition: {Bool: "
                          "{aws:MultiFactorAuthPresent: true}, NumericLessThan: {k:n: " +
                          name + "}}");
    }
    policy::compare::Limits few;
    few.steps_max = 20UL * many;
    const std::string all = users + sessions;
    const auto comparison =
        compared(policy_of(all), policy_of(all + allow("Action: a:d, Resource: '*'")), few);
    CHECK_EQUAL(comparison.differences.size(), 1U);
    CHECK(comparison.cuts.empty());
    policy::compare::Scope scope;
    scope.action = policy::Pattern::from_wildcards("a:c");
    scope.keys["aws:multifactorauthpresent"] = {{}, {"false"}};
    const auto proved = find_allowed(loaded("p.yaml", policy_of(all)).policy(), scope, few);
    CHECK(proved.found.empty());
    CHECK(proved.cuts.empty());
}

int main() {
    return mfa::test::run("policy_compare/compare",
                          {
                              TEST(what_says_the_same_in_another_way_is_the_same),
                              TEST(a_deny_that_is_gone_is_new_access),
                              TEST(a_variable_may_be_what_the_scope_says),
                              TEST(if_exists_matters_where_the_key_is_missing),
                              TEST(a_pattern_that_got_wider_between_its_stars_is_found),
                              TEST(bounds_that_move_by_the_least_are_found),
                              TEST(a_variable_is_more_than_the_name_that_stood_there),
                              TEST(a_variable_meets_the_names_that_others_write),
                              TEST(groups_are_sets),
                              TEST(many_statements_that_others_repeat_need_few_combinations),
                              TEST(principals_are_told_apart),
                              TEST(a_search_that_is_cut_says_so),
                              TEST(the_kind_of_a_denial_is_a_difference_but_no_access),
                              TEST(what_is_never_allowed_is_proved_or_refuted),
                          });
}
