// What always holds, tried on policies of every kind: with principals, variables, all operators.
// test_properties.cpp has the same for a few plain statements, and those that need no more.
#include "tests/unit/policy/against_plain.hpp"

#include "tests/support/random_policy/patterns.hpp"

#include <array>
#include <set>

using namespace mfa;
using namespace mfa::test;
using plain::Version;

namespace {

constexpr std::uint64_t seed = 20261127;
constexpr int rounds = 300;
constexpr std::uint64_t many_rounds = 1500;
constexpr int requests_per_round = 10;

using Texts = std::vector<std::string>;

const random::Features& features() {
    static const random::Features known = engine_features();
    return known;
}

Version some_version(random::Dice& dice) {
    return dice.in_percent(80) ? Version::v2012 : Version::v2008;
}

policy::PolicySet set_of(const Texts& statements, Version version) {
    return must_load_all({random::document(statements, version)});
}

/// Whether a statement applies that is an Allow of everything but for what `elements` says.
bool applies(const std::string& elements, Version version, const plain::Request& asked) {
    const auto set = set_of({R"({"Effect": "Allow", )" + elements + "}"}, version);
    return engine_decision(set, engine_request(asked)).kind == "Allow";
}

/// Statements, a further one of that effect, and a request; several times.
template <typename Check>
void for_each_addition(const std::string& effect, Check check) {
    for (std::uint64_t round = 0; round < rounds; ++round) {
        random::Dice dice{seed + round};
        const Version version = some_version(dice);
        Texts statements(dice.between(1, 4));
        std::string added;
        for (std::string& text : statements) {
            text = random::statement(dice, version, features());
        }
        while (!added.starts_with(R"({"Effect": ")" + effect)) {
            added = random::statement(dice, version, features());
        }
        const auto before = set_of(statements, version);
        statements.push_back(added);
        const auto after = set_of(statements, version);
        for (int i = 0; i < requests_per_round; ++i) {
            const auto asked = engine_request(random::request(dice));
            check(engine_decision(before, asked).kind, engine_decision(after, asked).kind);
        }
    }
}

/// Two conditions on `x:key` of which exactly one must hold, whatever the key's values are. `may`
/// says how many there may be.
void check_opposites(const std::string& left, const std::string& right, random::Kind kind,
                     std::initializer_list<std::size_t> may) {
    std::array<int, 2> held{};
    for (std::uint64_t round = 0; round < rounds / 3; ++round) {
        random::Dice dice{seed + round};
        const Version version = some_version(dice);
        const random::Operator op{left, kind};
        const std::string values = random::listed(
            {policy_value(dice, op, version, false), policy_value(dice, op, version, false)});
        plain::Request asked = random::request(dice);
        asked.context["x:key"].resize(may.begin()[dice.below(may.size())]);
        for (std::string& value : asked.context["x:key"]) {
            value = random::request_value(dice, kind, asked.user.value_or("alice"));
        }
        const auto holds = [&](const std::string& name) {
            return applies(random::joined({R"("Action": "*", "Resource": "*", "Condition": {")",
                                           name, R"(": {"x:key": )", values, "}}"}),
                           version, asked);
        };
        const bool left_holds = holds(left);
        ++held.at(left_holds ? 1 : 0);
        if (left_holds == holds(right)) {
            throw CheckFailed{random::joined({left, " and ", right, " are as one for ", values})};
        }
    }
    CHECK(held[0] > 0 && held[1] > 0);
}

/// Each operator with a `Not` and the one without.
void for_opposite_operators(void (*body)(const std::string&, const std::string&, random::Kind)) {
    for (const random::Operator& op : random::operators()) {
        const std::size_t at = op.name.find("Not");
        if (at == std::string::npos || op.name.find(':') != std::string::npos ||
            op.name.ends_with("IfExists")) {
            continue;
        }
        body(std::string{op.name}.erase(at, 3), op.name, op.kind);
    }
}

} // namespace

static void nothing_is_allowed_by_default() {
    const policy::LoadResult nothing = policy::load({});
    CHECK(nothing.set.has_value());
    random::Dice dice{seed};
    for (int i = 0; i < rounds; ++i) {
        const auto asked = engine_request(random::request(dice));
        CHECK_EQUAL(described(engine_decision(*nothing.set, asked)), "ImplicitDeny by");
        CHECK(!applies(R"("Action": "x:Other", "Resource": "*")", Version::v2012,
                       random::request(dice)));
    }
}

static void another_allow_takes_no_allow_away() {
    for_each_addition("Allow", [](const std::string& before, const std::string& after) {
        CHECK(after == before || (before == "ImplicitDeny" && after == "Allow"));
    });
}

static void another_deny_gives_no_allow() {
    for_each_addition("Deny", [](const std::string& before, const std::string& after) {
        CHECK(after == before || after == "ExplicitDeny");
    });
}

static void the_same_statements_decide_in_any_order_and_in_any_number() {
    for (std::uint64_t round = 0; round < rounds; ++round) {
        random::Dice dice{seed + round};
        const Version version = some_version(dice);
        Texts statements(dice.between(2, 5));
        for (std::string& text : statements) {
            text = random::statement(dice, version, features());
        }
        Texts others = statements;
        others.push_back(dice.one_of(statements));
        for (std::size_t i = others.size(); i > 1; --i) {
            std::swap(others[i - 1], others[dice.below(i)]);
        }
        const auto set = set_of(statements, version);
        const auto other_set = set_of(others, version);
        const auto deciding = [](const plain::Decision& decision, const Texts& texts) {
            std::set<std::string> all{decision.kind};
            for (const std::size_t index : decision.statements) {
                all.insert(texts.at(index));
            }
            return all;
        };
        for (int i = 0; i < requests_per_round; ++i) {
            const auto asked = engine_request(random::request(dice));
            CHECK(deciding(engine_decision(set, asked), statements) ==
                  deciding(engine_decision(other_set, asked), others));
        }
    }
}

static void those_decide_that_would_decide_alone() {
    for (std::uint64_t round = 0; round < rounds; ++round) {
        random::Dice dice{seed + round};
        const Version version = some_version(dice);
        Texts statements(dice.between(2, 5));
        std::vector<policy::PolicySet> alone;
        alone.reserve(statements.size());
        for (std::string& text : statements) {
            text = random::statement(dice, version, features());
            alone.push_back(set_of({text}, version));
        }
        const auto set = set_of(statements, version);
        for (int i = 0; i < requests_per_round; ++i) {
            const auto asked = engine_request(random::request(dice));
            const plain::Decision decision = engine_decision(set, asked);
            std::vector<std::size_t> expected;
            for (std::size_t j = 0; j < alone.size(); ++j) {
                if (decision.kind != "ImplicitDeny" &&
                    engine_decision(alone[j], asked).kind == decision.kind) {
                    expected.push_back(j);
                }
            }
            CHECK(decision.statements == expected);
        }
    }
}

static void an_element_and_its_not_are_complements() {
    std::array<int, 3> named{};
    for (std::uint64_t round = 0; round < many_rounds; ++round) {
        random::Dice dice{seed + round};
        const Version version = some_version(dice);
        const plain::Request asked = random::request(dice);
        const auto check = [&](const std::string& element, const std::string& list,
                               const std::string& rest) {
            const std::string member = random::joined({element, R"(": )", list, rest});
            const bool is_named = applies("\"" + member, version, asked);
            CHECK(is_named != applies("\"Not" + member, version, asked));
            return is_named ? 1 : 0;
        };
        const std::string action = random::in_quotes(random::action_pattern(dice));
        const std::string resource = random::in_quotes(random::resource_pattern(dice));
        const std::string arn = "arn:aws:iam::" + random::account(dice);
        const std::string principal = random::in_quotes(
            arn + (dice.in_percent(20) ? ":root" : ":user/" + asked.user.value_or("bob")));
        const bool is_good_principal = principal.find_first_of("*?$") == std::string::npos &&
                                       std::count(principal.begin(), principal.end(), ':') == 5;
        named[0] +=
            check("Action", random::listed({action, R"("x:Other")"}), R"(, "Resource": "*")");
        named[1] += check("Resource", random::listed({resource, R"("arn:aws:x:::y")"}),
                          R"(, "Action": "*")");
        if (is_good_principal) {
            named[2] += check("Principal", R"({"AWS": )" + principal + "}",
                              R"(, "Action": "*", "Resource": "*")");
        }
    }
    for (const int count : named) {
        CHECK(count > rounds / 10 && count < static_cast<int>(many_rounds));
    }
}

static void an_operator_and_its_not_are_opposites_for_one_value_and_for_none() {
    for_opposite_operators(
        [](const std::string& op, const std::string& opposite, random::Kind kind) {
            check_opposites(op, opposite, kind, {0, 1});
        });
}

static void every_value_fits_or_some_does_not() {
    for_opposite_operators([](const std::string& op, const std::string& opposite,
                              random::Kind kind) {
        for (const char* suffix : {"", "IfExists"}) {
            check_opposites(random::joined({"ForAllValues:", op, suffix}),
                            random::joined({"ForAnyValue:", opposite, suffix}), kind, {0, 1, 2, 3});
            check_opposites(random::joined({"ForAllValues:", opposite, suffix}),
                            random::joined({"ForAnyValue:", op, suffix}), kind, {0, 1, 2, 3});
        }
    });
}

static void a_list_is_as_many_statements() {
    for (std::uint64_t round = 0; round < rounds; ++round) {
        random::Dice dice{seed + round};
        const Version version = some_version(dice);
        const std::string first = random::in_quotes(random::resource_pattern(dice));
        const std::string second = random::in_quotes(random::resource_pattern(dice));
        const auto statement = [](const std::string& resource) {
            return R"({"Effect": "Allow", "Action": "*", "Resource": )" + resource + "}";
        };
        const auto together = set_of({statement(random::listed({first, second}))}, version);
        const auto apart = set_of({statement(first), statement(second)}, version);
        for (int i = 0; i < requests_per_round; ++i) {
            const auto asked = engine_request(random::request(dice));
            CHECK_EQUAL(engine_decision(together, asked).kind, engine_decision(apart, asked).kind);
        }
    }
}

int main() {
    return mfa::test::run(
        "policy/random_properties",
        {
            TEST(nothing_is_allowed_by_default),
            TEST(another_allow_takes_no_allow_away),
            TEST(another_deny_gives_no_allow),
            TEST(the_same_statements_decide_in_any_order_and_in_any_number),
            TEST(those_decide_that_would_decide_alone),
            TEST(an_element_and_its_not_are_complements),
            TEST(an_operator_and_its_not_are_opposites_for_one_value_and_for_none),
            TEST(every_value_fits_or_some_does_not),
            TEST(a_list_is_as_many_statements),
        });
}
