#include "engine/policy/statement_evaluator.hpp"
#include "engine/policy/statement_index.hpp"
#include "tests/unit/policy/support.hpp"

#include <algorithm>
#include <array>
#include <random>

using namespace mfa;
using namespace mfa::test;
using policy::StatementIndex;

namespace {

using Indices = std::vector<StatementIndex::Index>;

constexpr std::array actions{"iam:GetUser",     "iam:Get*",    "*",       "IAM:*user",
                             "host:RunCommand", "host:Start*", "iam:?et*"};
constexpr std::array resources{"*",
                               "arn:aws:iam::*:user/${aws:username}",
                               "arn:aws:iam::1:user/alice",
                               "arn:aws:iam::*:*",
                               "arn:aws:host:*:command/usr/*/id",
                               "arn:aws:iam::1:user/${aws:username, 'bob'}"};

class Generator {
public:
    std::string statement() {
        return std::string{R"({"Effect": ")"} + (coin() ? "Allow" : "Deny") + R"(", ")" +
               (coin() ? "Action" : "NotAction") + R"(": [")" + pick(actions) + R"(", ")" +
               pick(actions) + R"("], ")" + (coin() ? "Resource" : "NotResource") + R"(": [")" +
               pick(resources) + R"(", ")" + pick(resources) + R"("]})";
    }

    policy::PolicySet policy() {
        std::string text;
        for (std::size_t left = 1 + m_random() % 12; left > 0; --left) {
            text += (text.empty() ? "" : ", ") + statement();
        }
        return must_load(R"({"Version": "2012-10-17", "Statement": [)" + text + "]}");
    }

    policy::Request request() {
        static constexpr std::array asked{"iam:GetUser", "iam:ListUsers", "host:RunCommand",
                                          "iam:"};
        static constexpr std::array about{"arn:aws:iam::1:user/alice", "arn:aws:iam::1:user/bob",
                                          "arn:aws:host:h:1:command/usr/bin/id", "", "*"};
        policy::Request made = test::request(pick(asked), pick(about));
        if (coin()) {
            made.context.set("aws:username", coin() ? "alice" : "*");
        }
        return made;
    }

private:
    bool coin() { return m_random() % 2 == 0; }
    template <typename Choices>
    std::string pick(const Choices& choices) {
        return choices[m_random() % choices.size()];
    }

    std::mt19937 m_random{20261125};
};

bool contains(const Indices& indices, StatementIndex::Index index) {
    return std::binary_search(indices.begin(), indices.end(), index);
}

void leaves_out_none_that_applies(std::size_t bytes) {
    Generator generator;
    int applying = 0;
    int left_out = 0;
    for (int round = 0; round < 300; ++round) {
        const policy::PolicySet set = generator.policy();
        const auto& statements = set.statements();
        StatementIndex index{statements, bytes};
        for (int i = 0; i < 20; ++i) {
            const policy::Request request = generator.request();
            const auto& found = index.candidates(request.action, request.resource);
            for (StatementIndex::Index at = 0; at < statements.size(); ++at) {
                const bool is_deny = statements[at].effect == policy::Effect::deny;
                const bool is_candidate = contains(is_deny ? found.denies : found.allows, at);
                CHECK(!contains(is_deny ? found.allows : found.denies, at));
                const auto whole = match_statement(statements[at], request);
                CHECK((is_candidate ? match_candidate(statements[at], request)
                                    : policy::Match::no) == whole);
                applying += whole == policy::Match::yes ? 1 : 0;
                left_out += is_candidate ? 0 : 1;
            }
        }
    }
    CHECK(applying > 1000);
    CHECK(left_out > 1000);
}

} // namespace

static void candidates_are_those_whose_action_and_resource_fit() {
    const policy::PolicySet set = must_load(R"({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "iam:Get*", "Resource": "arn:aws:iam::*:user/${aws:username}"},
        {"Effect": "Deny", "NotAction": "iam:GetUser", "Resource": "*"},
        {"Effect": "Deny", "Action": "*", "NotResource": "arn:aws:iam::*:user/${aws:username}"},
        {"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:iam::*"}]})");
    StatementIndex index{set.statements()};
    const auto& found = index.candidates("iam:GetUser", "arn:aws:iam::1:user/bob");
    CHECK((found.allows == Indices{0}));
    CHECK((found.denies == Indices{2}));
}

static void none_that_applies_is_left_out() {
    leaves_out_none_that_applies(0);
}

static void none_that_applies_is_left_out_with_next_to_no_memory() {
    leaves_out_none_that_applies(1);
}

static void a_policy_without_statements_has_no_candidates() {
    StatementIndex index{{}};
    const auto& found = index.candidates("iam:GetUser", "*");
    CHECK(found.allows.empty());
    CHECK(found.denies.empty());
}

int main() {
    return mfa::test::run("policy/statement_index",
                          {
                              TEST(candidates_are_those_whose_action_and_resource_fit),
                              TEST(none_that_applies_is_left_out),
                              TEST(none_that_applies_is_left_out_with_next_to_no_memory),
                              TEST(a_policy_without_statements_has_no_candidates),
                          });
}
