// Random policies: wherever plain random requests show a difference, the comparison shows one; and
// where it says that there is none, no request shows one.
#include "tests/unit/policy_compare/support.hpp"

#include <random>

using namespace mfa;
using namespace mfa::test;

namespace {

class Dice {
public:
    explicit Dice(unsigned seed) : m_random{seed} {}

    unsigned below(unsigned limit) { return static_cast<unsigned>(m_random() % limit); }
    std::string one_of(const std::vector<std::string>& texts) {
        return texts[below(static_cast<unsigned>(texts.size()))];
    }

private:
    std::mt19937 m_random;
};

const std::vector<std::string> actions{"a:b", "a:c", "a:bc", "b:b"};
const std::vector<std::string> resources{"arn:aws:x::1:user/alice", "arn:aws:x::1:user/bob",
                                         "arn:aws:x::1:mfa/alice/p", "arn:aws:x::2:mfa/alice", "*"};

std::string condition(Dice& dice) {
    return dice.one_of({
        R"("Bool": {"m:p": "true"})",
        R"("BoolIfExists": {"m:p": "false"})",
        R"("NumericLessThan": {"x:n": 5})",
        R"("NumericGreaterThanEquals": {"x:n": [3, 7]})",
        R"("StringEquals": {"x:s": ["alice", "b"]})",
        R"("StringNotLike": {"x:s": "a*"})",
        R"("StringEquals": {"x:s": "${aws:username}"})",
        R"("IpAddress": {"x:i": "10.0.0.0/8"})",
        R"("NotIpAddressIfExists": {"x:i": "10.1.0.0/16"})",
        R"("ForAnyValue:StringEquals": {"host:Groups": ["g", "h"]})",
        R"("ForAllValues:StringLike": {"host:Groups": "g*"})",
        R"("Null": {"x:s": "true"})",
        R"("StringLike": {"aws:username": "a*"})",
    });
}

std::string statement(Dice& dice) {
    return std::string{R"({"Effect": ")"} + dice.one_of({"Allow", "Allow", "Deny"}) + R"(", ")" +
           dice.one_of({"Action", "Action", "NotAction"}) + R"(": ")" +
           dice.one_of({"a:*", "a:b", "a:b*", "*", "a:?", "b:b"}) + R"(", ")" +
           dice.one_of({"Resource", "Resource", "NotResource"}) + R"(": ")" +
           dice.one_of({"*", "arn:aws:x::*:user/${aws:username}", "arn:aws:x::*:user/alice",
                        "arn:aws:x::1:*/a*", "arn:aws:x::*:mfa/${aws:username}/*"}) +
           R"(")" + (dice.below(3) == 0 ? "" : R"(, "Condition": {)" + condition(dice) + "}") + "}";
}

std::string document(const std::vector<std::string>& statements) {
    std::string text;
    for (const std::string& one : statements) {
        text += (text.empty() ? "" : ", ") + one;
    }
    return R"({"Version": "2012-10-17", "Statement": [)" + text + "]}";
}

void maybe_set(Dice& dice, policy::Context& context, const std::string& key,
               const std::vector<std::string>& values) {
    if (dice.below(3) != 0) {
        context.set(key, dice.one_of(values));
    }
}

policy::Request random_request(Dice& dice) {
    policy::Request request;
    request.action = dice.one_of(actions);
    request.resource = dice.one_of(resources);
    const std::string user = dice.one_of({"alice", "bob", "ann", "zoe"});
    request.principal.user = user;
    request.principal.arn = "arn:aws:iam::000000000000:user/" + user;
    std::vector<std::string> groups;
    for (const char* group : {"g", "h", "gg", "z"}) {
        if (dice.below(3) == 0) {
            groups.emplace_back(group);
        }
    }
    request.principal.groups = groups;
    maybe_set(dice, request.context, "m:p", {"true", "false"});
    maybe_set(dice, request.context, "x:n", {"2", "3", "4", "5", "6", "7", "8"});
    maybe_set(dice, request.context, "x:s", {"alice", "bob", "b", "ann", "q"});
    maybe_set(dice, request.context, "x:i", {"10.1.2.3", "10.2.0.1", "192.0.2.1", "::1"});
    add_principal_keys(request);
    return request;
}

} // namespace

static void a_difference_that_a_request_shows_is_found() {
    Dice dice{20261124};
    int differing = 0;
    int proved_same = 0;
    for (int round = 0; round < 150; ++round) {
        std::vector<std::string> statements;
        for (unsigned i = 0; i < 1 + dice.below(4); ++i) {
            statements.push_back(statement(dice));
        }
        auto changed = statements;
        changed[dice.below(static_cast<unsigned>(changed.size()))] = statement(dice);
        const Loaded before = loaded("old", document(statements));
        const Loaded after = loaded("new", document(changed));
        const auto comparison = compare(before.policy(), after.policy(), {});
        for (int i = 0; i < 300; ++i) {
            const policy::Request asked = random_request(dice);
            const auto left = evaluate(before.set, asked).kind;
            const auto right = evaluate(after.set, asked).kind;
            const bool is_new_access = left != right && right == policy::DecisionKind::allow;
            if ((left != right && comparison.differences.empty()) ||
                (is_new_access && !comparison.has_new_access())) {
                throw CheckFailed{"not found: " + asked.action + " on " + asked.resource + " by " +
                                  *asked.principal.user + "\n" + document(statements) + "\n" +
                                  document(changed)};
            }
        }
        differing += comparison.differences.empty() ? 0 : 1;
        proved_same += comparison.differences.empty() && comparison.cuts.empty() ? 1 : 0;
    }
    // Both happen, or this test would test nothing.
    CHECK(differing > 50);
    CHECK(proved_same > 1);
}

int main() {
    return mfa::test::run("policy_compare/random",
                          {
                              TEST(a_difference_that_a_request_shows_is_found),
                          });
}
