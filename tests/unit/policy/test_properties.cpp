// What always holds, tried on policies and requests from a seeded generator.
#include "tests/unit/policy/support.hpp"

#include <algorithm>
#include <array>
#include <random>

using namespace mfa;
using namespace mfa::test;
using policy::DecisionKind;

namespace {

constexpr unsigned seed = 20261123;
constexpr int rounds = 1000;

class Generator {
public:
    explicit Generator(unsigned start) : m_random{start} {}

    std::string pick(std::initializer_list<const char*> choices) {
        return choices.begin()[m_random() % choices.size()];
    }

    std::string action_list() {
        return "[\"" + pick({"iam:GetUser", "iam:*", "*", "sts:Get*", "iam:?etUser"}) + "\", \"" +
               pick({"iam:ListUsers", "s3:*", "iam:*User*"}) + "\"]";
    }

    std::string statement(const std::string& effect) {
        std::string text = R"({"Effect": ")" + effect + "\", \"" +
                           pick({"Action", "Action", "NotAction"}) + "\": " + action_list() +
                           ", \"" + pick({"Resource", "Resource", "NotResource"}) + "\": \"" +
                           pick({"*", "arn:aws:iam::*:user/${aws:username}", "arn:aws:s3:::*",
                                 "arn:aws:iam::1:user/alice"}) +
                           "\"";
        if (m_random() % 2 == 0) {
            text += ", \"Condition\": " + condition();
        }
        return text + "}";
    }

    std::string any_statement() { return statement(pick({"Allow", "Allow", "Deny"})); }

    std::vector<std::string> statements() {
        std::vector<std::string> all(1 + m_random() % 5);
        std::generate(all.begin(), all.end(), [this] { return any_statement(); });
        return all;
    }

    policy::Request request() {
        auto asked = test::request(
            pick({"iam:GetUser", "IAM:listusers", "s3:GetObject", "sts:GetSessionToken"}),
            pick({"*", "arn:aws:iam::1:user/alice", "arn:aws:iam::1:user/bob", "arn:aws:s3:::b"}));
        set_sometimes(asked, "aws:username", {"alice", "bob", "*"});
        set_sometimes(asked, "aws:MultiFactorAuthPresent", {"true", "false", "maybe"});
        set_sometimes(asked, "aws:MultiFactorAuthAge", {"0", "3600", "3601", "old"});
        if (m_random() % 2 == 0) {
            asked.context.set("host:Groups", Values(m_random() % 3, pick({"adm", "wheel"})));
        }
        return asked;
    }

    void shuffle(std::vector<std::string>& parts) {
        std::shuffle(parts.begin(), parts.end(), m_random);
    }
    std::size_t index_below(std::size_t end) { return m_random() % end; }

private:
    std::string condition() {
        return pick({R"({"Bool": {"aws:MultiFactorAuthPresent": "true"}})",
                     R"({"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}})",
                     R"({"NumericLessThan": {"aws:MultiFactorAuthAge": 3601}})",
                     R"({"StringNotEquals": {"aws:username": ["bob", "${aws:username}"]}})",
                     R"({"ForAllValues:StringLike": {"host:Groups": "w*"}})",
                     R"({"ForAnyValue:StringEquals": {"host:Groups": ["wheel", "x"]}})",
                     R"({"Null": {"aws:username": "true"}})"});
    }

    void set_sometimes(policy::Request& asked, const char* key,
                       std::initializer_list<const char*> values) {
        if (m_random() % 3 != 0) {
            asked.context.set(key, pick(values));
        }
    }

    std::mt19937 m_random;
};

policy::PolicySet set_of(const std::vector<std::string>& statements) {
    std::string text = R"({"Version": "2012-10-17", "Statement": [)";
    for (const std::string& statement : statements) {
        text += (text.back() == '[' ? "" : ",") + statement;
    }
    return must_load(text + "]}");
}

DecisionKind decide(const std::vector<std::string>& statements, const policy::Request& asked) {
    return evaluate(set_of(statements), asked).kind;
}

} // namespace

static void order_and_duplication_change_nothing() {
    Generator generator{seed};
    std::array<int, 3> seen{};
    for (int i = 0; i < rounds; ++i) {
        auto statements = generator.statements();
        const auto asked = generator.request();
        const DecisionKind kind = decide(statements, asked);
        ++seen[static_cast<std::size_t>(kind)];
        statements.push_back(statements[generator.index_below(statements.size())]);
        generator.shuffle(statements);
        CHECK_EQUAL(decide(statements, asked), kind);
    }
    for (const int count : seen) {
        CHECK(count > rounds / 20); // the generator makes decisions of all kinds
    }
}

static void one_document_or_many_are_the_same() {
    Generator generator{seed + 1};
    for (int i = 0; i < rounds; ++i) {
        const auto statements = generator.statements();
        const auto asked = generator.request();
        std::vector<policy::Source> sources;
        sources.reserve(statements.size());
        for (const std::string& statement : statements) {
            sources.push_back({"", R"({"Version": "2012-10-17", "Statement": )" + statement + "}",
                               policy::Format::json});
        }
        CHECK_EQUAL(evaluate(*policy::load(sources).set, asked).kind, decide(statements, asked));
    }
}

static void the_kind_of_a_decision_is_the_same_without_its_reasons() {
    Generator generator{seed + 9};
    for (int i = 0; i < rounds; ++i) {
        const policy::PolicySet set = set_of(generator.statements());
        const auto asked = generator.request();
        CHECK_EQUAL(decision_kind(set, asked), evaluate(set, asked).kind);
    }
}

static void another_allow_takes_no_allow_away() {
    Generator generator{seed + 2};
    int allowed = 0;
    for (int i = 0; i < rounds; ++i) {
        auto statements = generator.statements();
        const auto asked = generator.request();
        const DecisionKind before = decide(statements, asked);
        statements.push_back(generator.statement("Allow"));
        const DecisionKind after = decide(statements, asked);
        if (before == DecisionKind::allow) {
            ++allowed;
            CHECK_EQUAL(after, DecisionKind::allow);
        }
        CHECK((before == DecisionKind::explicit_deny) == (after == DecisionKind::explicit_deny));
    }
    CHECK(allowed > rounds / 20);
}

static void another_deny_gives_no_allow() {
    Generator generator{seed + 3};
    int denied = 0;
    for (int i = 0; i < rounds; ++i) {
        auto statements = generator.statements();
        const auto asked = generator.request();
        const DecisionKind before = decide(statements, asked);
        statements.push_back(generator.statement("Deny"));
        const DecisionKind after = decide(statements, asked);
        if (before != DecisionKind::allow) {
            ++denied;
            CHECK(after != DecisionKind::allow);
        }
        CHECK(after == before || after == DecisionKind::explicit_deny);
    }
    CHECK(denied > rounds / 20);
}

static void denies_alone_allow_nothing() {
    Generator generator{seed + 4};
    for (int i = 0; i < rounds; ++i) {
        CHECK(decide({generator.statement("Deny"), generator.statement("Deny")},
                     generator.request()) != DecisionKind::allow);
    }
}

static void action_and_not_action_are_complements() {
    Generator generator{seed + 5};
    int listed = 0;
    for (int i = 0; i < rounds; ++i) {
        const std::string list = generator.action_list();
        const auto asked = generator.request();
        const auto applies = [&](const std::string& element) {
            std::string statement = R"({"Effect": "Allow", "Resource": "*", ")";
            statement.append(element).append("\": ").append(list).append("}");
            return decide({statement}, asked) == DecisionKind::allow;
        };
        listed += applies("Action") ? 1 : 0;
        CHECK(applies("Action") != applies("NotAction"));
    }
    CHECK(listed > rounds / 20 && listed < rounds - rounds / 20);
}

static void a_variable_gives_no_more_than_its_value_written_out() {
    Generator generator{seed + 6};
    for (int i = 0; i < rounds; ++i) {
        const std::string name = generator.pick({"alice", "*", "a?ice", "${*}", "x:y", ""});
        const std::string target = generator.pick({"alice", "*", "bob", "a?ice", "${*}", "x:y"});
        const auto asked =
            request("a:b", "arn:aws:iam::1:user/" + target, {{"aws:username", {name}}});
        const auto kind = decide({R"({"Effect": "Allow", "Action": "*",
                                      "Resource": "arn:aws:iam::1:user/${aws:username}"})"},
                                 asked);
        CHECK_EQUAL(kind == DecisionKind::allow, name == target);
    }
}

int main() {
    return mfa::test::run("policy/properties",
                          {
                              TEST(order_and_duplication_change_nothing),
                              TEST(one_document_or_many_are_the_same),
                              TEST(the_kind_of_a_decision_is_the_same_without_its_reasons),
                              TEST(another_allow_takes_no_allow_away),
                              TEST(another_deny_gives_no_allow),
                              TEST(denies_alone_allow_nothing),
                              TEST(action_and_not_action_are_complements),
                              TEST(a_variable_gives_no_more_than_its_value_written_out),
                          });
}
