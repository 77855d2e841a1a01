#include "engine/policy/pattern_automaton.hpp"
#include "tests/unit/policy/support.hpp"

#include <algorithm>
#include <random>

using namespace mfa;
using namespace mfa::test;
using policy::LetterCase;
using policy::Pattern;
using policy::PatternAutomaton;
using policy::PatternSet;

namespace {

using Texts = std::vector<std::string>;
using Owners = std::vector<PatternSet::Owner>;

constexpr std::size_t plenty = 1UL << 20U;

/// Each pattern's owner is its place.
PatternAutomaton automaton_of(const Texts& patterns, std::size_t bytes = plenty,
                              LetterCase letter_case = LetterCase::exact) {
    PatternSet set{letter_case};
    for (std::size_t i = 0; i < patterns.size(); ++i) {
        set.add(Pattern::from_wildcards(patterns[i]), static_cast<PatternSet::Owner>(i));
    }
    set.seal();
    return {std::move(set), bytes};
}

Owners one_by_one(const Texts& patterns, const std::string& text) {
    Owners owners;
    for (std::size_t i = 0; i < patterns.size(); ++i) {
        if (covers(Pattern::from_wildcards(patterns[i]), text, LetterCase::exact)) {
            owners.push_back(static_cast<PatternSet::Owner>(i));
        }
    }
    return owners;
}

class Generator {
public:
    std::string text(std::string_view letters, std::size_t length_max) {
        std::string made;
        for (std::size_t left = m_random() % (length_max + 1); left > 0; --left) {
            made += letters[m_random() % letters.size()];
        }
        return made;
    }

    Texts patterns() {
        Texts made(1 + m_random() % 30);
        std::generate(made.begin(), made.end(), [this] { return text("aab*?", 9); });
        return made;
    }

private:
    std::mt19937 m_random{20261125};
};

/// Many texts against many sets; the memory is what the automaton may keep.
void agrees_with_patterns_one_by_one(std::size_t bytes) {
    Generator generator;
    std::size_t hits = 0;
    for (int round = 0; round < 100; ++round) {
        const Texts patterns = generator.patterns();
        PatternAutomaton automaton = automaton_of(patterns, bytes);
        for (int i = 0; i < 100; ++i) {
            const std::string text = generator.text("ab", 14);
            const Owners expected = one_by_one(patterns, text);
            CHECK(automaton.match(text).owners == expected);
            hits += expected.size();
        }
    }
    CHECK(hits > 10'000);
}

} // namespace

static void it_finds_every_pattern_that_covers_the_text() {
    PatternAutomaton automaton = automaton_of({"", "*", "a*", "a?c", "abc", "*c", "b", "ab"});
    CHECK((automaton.match("abc").owners == Owners{1, 2, 3, 4, 5}));
    CHECK((automaton.match("").owners == Owners{0, 1}));
    CHECK((automaton.match("b").owners == Owners{1, 6}));
}

static void it_agrees_with_patterns_one_by_one() {
    agrees_with_patterns_one_by_one(plenty);
}

static void it_agrees_when_it_may_keep_next_to_nothing() {
    agrees_with_patterns_one_by_one(1);
    agrees_with_patterns_one_by_one(3000);
}

static void what_it_keeps_is_bounded() {
    constexpr std::size_t bytes = 50'000;
    Generator generator;
    PatternAutomaton automaton = automaton_of({"*a?????*", "*b????a*", "*ab*ba*"}, bytes);
    for (int i = 0; i < 2000; ++i) {
        automaton.match(generator.text("ab", 200));
        CHECK(automaton.bytes() < 2 * bytes);
    }
    CHECK(automaton.generation() > 0);
}

static void equal_sets_have_equal_numbers() {
    PatternAutomaton automaton = automaton_of({"a*", "b*"});
    const auto number = automaton.match("axx").number;
    CHECK_EQUAL(automaton.match("ay").number, number);
    CHECK(automaton.match("b").number != number);
}

static void letters_case_is_ignored_where_that_was_asked_for() {
    PatternAutomaton automaton = automaton_of({"iam:Get*", "IAM:*"}, plenty, LetterCase::ignored);
    CHECK((automaton.match("IaM:gETuSER").owners == Owners{0, 1}));
}

static void a_question_mark_is_a_character_and_not_a_byte() {
    PatternAutomaton automaton = automaton_of({"?", "\xC3?", "\xC3\xA9", "??"});
    CHECK((automaton.match("\xC3\xA9").owners == Owners{0, 2}));
    CHECK((automaton.match("\xC3 ").owners == Owners{1, 3}));
}

static void hostile_patterns_take_linear_time() {
    Texts patterns;
    for (int i = 0; i < 50; ++i) {
        patterns.push_back(std::string(static_cast<std::size_t>(i), '?') + "*a*a*a*a*a*a*a*a*b");
    }
    PatternAutomaton automaton = automaton_of(patterns);
    CHECK(automaton.match(std::string(100'000, 'a')).owners.empty());
    CHECK_EQUAL(automaton.match(std::string(100'000, 'a') + "b").owners.size(), 50U);
}

static void long_repetitive_patterns_take_linear_time() {
    const std::string half(1UL << 17U, 'a');
    PatternAutomaton automaton = automaton_of({"*" + half, "*" + half + "b", "x"});
    CHECK((automaton.match(half + half).owners == Owners{0}));
    CHECK((automaton.match(half + half + "b").owners == Owners{1}));
    CHECK((automaton.match("x").owners == Owners{2}));
}

int main() {
    return mfa::test::run("policy/pattern_automaton",
                          {
                              TEST(it_finds_every_pattern_that_covers_the_text),
                              TEST(it_agrees_with_patterns_one_by_one),
                              TEST(it_agrees_when_it_may_keep_next_to_nothing),
                              TEST(what_it_keeps_is_bounded),
                              TEST(equal_sets_have_equal_numbers),
                              TEST(letters_case_is_ignored_where_that_was_asked_for),
                              TEST(a_question_mark_is_a_character_and_not_a_byte),
                              TEST(hostile_patterns_take_linear_time),
                              TEST(long_repetitive_patterns_take_linear_time),
                          });
}
