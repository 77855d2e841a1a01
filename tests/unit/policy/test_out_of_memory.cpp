// Each allocation of a decision fails in turn: whatever then comes out lets nobody through.
#include "tests/unit/policy/support.hpp"

#include <cstdlib>
#include <new>
#include <optional>

using namespace mfa;
using namespace mfa::test;
using policy::DecisionKind;

namespace {

/// How many allocations succeed before one fails; nothing: all succeed.
std::optional<unsigned long> succeeding;

bool fails_now() {
    return succeeding && (*succeeding)-- == 0;
}

} // namespace

void* operator new(std::size_t size) {
    if (fails_now()) {
        succeeding.reset();
        throw std::bad_alloc{};
    }
    if (void* memory = std::malloc(size > 0 ? size : 1)) {
        return memory;
    }
    throw std::bad_alloc{};
}

void operator delete(void* memory) noexcept {
    std::free(memory);
}

void operator delete(void* memory, std::size_t /*size*/) noexcept {
    std::free(memory);
}

namespace {

constexpr const char* values_policy_text = R"({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "*", "Resource": "*"},
    {"Effect": "Deny", "Action": "a:words", "Resource": "*", "Condition":
     {"ForAnyValue:StringLike": {"x:words": ["none", "${aws:username}*", "b*"]}}},
    {"Effect": "Deny", "Action": "a:others", "Resource": "*", "Condition":
     {"ForAllValues:StringNotEqualsIgnoreCase": {"x:words": ["none", "${aws:username}"]}}},
    {"Effect": "Deny", "Action": "a:arns", "Resource": "*", "Condition":
     {"ForAnyValue:ArnLike": {"x:arns": ["arn:aws:iam::1:user/${aws:username}", "${x:arn}"]}}}]})";

constexpr const char* policy_text = R"({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "*", "Resource": "*"},
    {"Effect": "Deny", "NotAction": ["iam:GetUser", "sts:*"], "Resource": "*",
     "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}},
    {"Effect": "Deny", "Action": "iam:*", "NotResource": "arn:aws:iam::*:user/${aws:username}",
     "Condition": {"StringNotLike": {"aws:username": ["root*", "${aws:username}x"]}}}]})";

/// nullopt for one that ended with an exception.
std::optional<DecisionKind> decide_failing_at(const policy::PolicySet& set,
                                              const policy::Request& request, unsigned long place) {
    std::optional<DecisionKind> kind;
    succeeding = place;
    try {
        kind = evaluate(set, request).kind;
    } catch (const std::bad_alloc&) {
        kind.reset();
    }
    return kind;
}

/// Fails each allocation of a first decision in turn; after each the next decision is right.
int places_where_nobody_slips_through(const policy::Request& request, DecisionKind right,
                                      const char* text = policy_text) {
    int places = 0;
    while (true) {
        const policy::PolicySet set = must_load(text);
        const auto kind = decide_failing_at(set, request, static_cast<unsigned long>(places));
        const bool has_failed = !succeeding;
        succeeding.reset();
        CHECK(kind != DecisionKind::allow || right == DecisionKind::allow);
        CHECK(evaluate(set, request).kind == right);
        if (!has_failed) {
            CHECK(kind == right);
            return places;
        }
        ++places;
    }
}

} // namespace

static void a_denied_request_is_never_let_through() {
    const ContextEntries without_mfa{{"aws:MultiFactorAuthPresent", {"false"}},
                                     {"aws:username", {"alice"}}};
    const auto asked = request("iam:DeactivateMFADevice", "arn:aws:iam::1:user/alice", without_mfa);
    CHECK(places_where_nobody_slips_through(asked, DecisionKind::explicit_deny) > 10);
    const auto others = request("iam:GetUser", "arn:aws:iam::1:user/bob", without_mfa);
    CHECK(places_where_nobody_slips_through(others, DecisionKind::explicit_deny) > 10);
}

static void an_allowed_request_is_allowed_again_once_there_is_memory() {
    const auto asked =
        request("iam:GetUser", "arn:aws:iam::1:user/alice", {{"aws:username", {"alice"}}});
    CHECK(places_where_nobody_slips_through(asked, DecisionKind::allow) > 10);
}

static void conditions_on_many_values_let_nobody_through_either() {
    const ContextEntries entries{
        {"aws:username", {"a-user-with-a-long-name"}},
        {"x:words", {"a", "b", "a-user-with-a-long-name-and-more"}},
        {"x:arns",
         {"none", "arn:aws:iam::1:user/bob", "arn:aws:iam::1:user/a-user-with-a-long-name"}}};
    for (const char* action : {"a:words", "a:others", "a:arns"}) {
        CHECK(places_where_nobody_slips_through(request(action, "r", entries),
                                                DecisionKind::explicit_deny,
                                                values_policy_text) > 10);
    }
}

int main() {
    return mfa::test::run("policy/out_of_memory",
                          {
                              TEST(a_denied_request_is_never_let_through),
                              TEST(conditions_on_many_values_let_nobody_through_either),
                              TEST(an_allowed_request_is_allowed_again_once_there_is_memory),
                          });
}
