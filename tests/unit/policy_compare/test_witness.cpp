// The automaton that finds a text for each way in which texts relate to patterns.
#include "engine/policy/compare/witness.hpp"
#include "tests/unit/policy/support.hpp"

#include <random>
#include <set>

using namespace mfa;
using namespace mfa::test;
using policy::compare::find_witnesses;
using policy::compare::text_pattern;
using policy::compare::TextPattern;

namespace {

using Texts = std::vector<std::string>;

std::string combination(const Texts& patterns, const std::string& text) {
    std::string all;
    for (const std::string& pattern : patterns) {
        const auto parsed = policy::Pattern::from_wildcards(pattern);
        all += covers(parsed, text, policy::LetterCase::exact) ? '1' : '0';
    }
    return all;
}

std::set<std::string> combinations_found(const Texts& patterns) {
    std::vector<TextPattern> all;
    for (const std::string& pattern : patterns) {
        all.push_back(
            text_pattern(policy::Pattern::from_wildcards(pattern), policy::LetterCase::exact));
    }
    const auto witnesses = find_witnesses(all, 100'000);
    CHECK(witnesses.is_complete);
    std::set<std::string> found;
    for (const std::string& text : witnesses.texts) {
        found.insert(combination(patterns, text));
    }
    CHECK_EQUAL(found.size(), witnesses.texts.size());
    return found;
}

} // namespace

static void every_combination_has_one_text() {
    CHECK((combinations_found({"a*", "*b"}) == std::set<std::string>{"00", "01", "10", "11"}));
    CHECK((combinations_found({"abc", "a*c"}) == std::set<std::string>{"00", "01", "11"}));
    CHECK((combinations_found({"?", "x"}) == std::set<std::string>{"00", "10", "11"}));
    CHECK((combinations_found({"a*b*c", "a?b?c"}) == std::set<std::string>{"00", "10", "11"}));
}

static void no_combination_of_short_texts_is_missed() {
    std::mt19937 random{7};
    const auto below = [&](unsigned limit) { return random() % limit; };
    const std::string letters = "ab*?";
    for (int round = 0; round < 200; ++round) {
        Texts patterns;
        for (unsigned i = 0; i < 2 + below(3); ++i) {
            std::string pattern;
            for (unsigned j = 0; j < 1 + below(5); ++j) {
                pattern += letters[below(4)];
            }
            patterns.push_back(pattern);
        }
        const auto found = combinations_found(patterns);
        for (int tried = 0; tried < 100; ++tried) {
            std::string text;
            for (unsigned j = 0; j < below(7); ++j) {
                text += "abc"[below(3)];
            }
            CHECK(found.count(combination(patterns, text)) == 1);
        }
    }
}

static void patterns_that_share_a_text_may_meet() {
    const auto meet = [](const std::string& left, const std::string& right) {
        const auto pattern = [](const std::string& text) {
            return text_pattern(policy::Pattern::from_wildcards(text), policy::LetterCase::exact);
        };
        return policy::compare::may_meet(pattern(left), pattern(right));
    };
    CHECK(meet("a*", "*b") && meet("*", "") && meet("a*b*c", "abc") && meet("?", "x"));
    CHECK(meet("*a*", "*b*") && meet("", "") && meet("**", "?") && meet("a*c", "ab*"));
    CHECK(!meet("a*", "b*") && !meet("a", "ab") && !meet("?", "") && !meet("*x", "*y"));
}

static void too_many_states_are_told() {
    const std::vector<TextPattern> all{
        text_pattern(policy::Pattern::from_wildcards("*a????????????"), policy::LetterCase::exact)};
    CHECK(!find_witnesses(all, 100).is_complete);
}

int main() {
    return mfa::test::run("policy_compare/witness",
                          {
                              TEST(every_combination_has_one_text),
                              TEST(no_combination_of_short_texts_is_missed),
                              TEST(patterns_that_share_a_text_may_meet),
                              TEST(too_many_states_are_told),
                          });
}
