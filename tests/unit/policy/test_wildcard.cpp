#include "engine/policy/wildcard.hpp"
#include "tests/unit/policy/support.hpp"

#include <random>

using namespace mfa;
using policy::LetterCase;
using policy::Pattern;

namespace {

bool matches(std::string_view pattern, std::string_view text,
             LetterCase letter_case = LetterCase::exact) {
    return covers(Pattern::from_wildcards(pattern), text, letter_case);
}

/// The definition, word for word; exponential, for short texts only.
bool matches_by_definition(std::string_view pattern, std::string_view text) {
    if (pattern.empty()) {
        return text.empty();
    }
    if (pattern.front() == '*') {
        return matches_by_definition(pattern.substr(1), text) ||
               (!text.empty() && matches_by_definition(pattern, text.substr(1)));
    }
    return !text.empty() && (pattern.front() == '?' || pattern.front() == text.front()) &&
           matches_by_definition(pattern.substr(1), text.substr(1));
}

} // namespace

static void a_pattern_covers_the_whole_text() {
    CHECK(matches("", ""));
    CHECK(!matches("", "a"));
    CHECK(matches("abc", "abc"));
    CHECK(!matches("abc", "abcd"));
    CHECK(!matches("abc", "xabc"));
    CHECK(!matches("abc", "ABC"));
    CHECK(matches("aBc", "AbC", LetterCase::ignored));
}

static void a_star_is_any_text_and_a_question_mark_one_character() {
    CHECK(matches("*", ""));
    CHECK(matches("*", "a/b:c"));
    CHECK(matches("**", ""));
    CHECK(matches("a*", "a"));
    CHECK(matches("*a", "banana"));
    CHECK(matches("a*b*c", "a1b2b3c"));
    CHECK(!matches("a*b*c", "a1c2b"));
    CHECK(matches("?", "/"));
    CHECK(!matches("?", ""));
    CHECK(!matches("?", "ab"));
    CHECK(matches("*?", "a"));
    CHECK(!matches("*?", ""));
}

static void a_question_mark_is_a_character_and_not_a_byte() {
    CHECK(matches("?", "\xE2\x82\xAC")); // the euro sign
    CHECK(!matches("??", "\xE2\x82\xAC"));
    CHECK(!matches("*??", "\xE2\x82\xAC"));
    CHECK(matches("a?c", "a\xC3\xA9"
                         "c"));
    CHECK(matches("??", "\xFF\xFE")); // no UTF-8: each byte by itself
    CHECK(matches("*\xC3\xA9", "caf\xC3\xA9"));
}

static void a_wildcard_begins_and_ends_between_characters() {
    // Halves of the euro sign, as a value that is no UTF-8 can bring them into a pattern. However
    // many characters stand around it: a match must not depend on which one is tried first.
    CHECK(!matches("*\xE2*\x82\xAC", "\xE2\x82\xAC"));
    CHECK(!matches("*\xE2*\x82\xAC", "\xE2\x82\xAC\xE2\x82\xAC"));
    CHECK(!matches("\xE2?\xAC", "\xE2\x82\xAC"));
    CHECK(!matches("\xE2*", "\xE2\x82\xAC"));
    CHECK(matches("\xE2*", "\xE2\x82z")); // here none of them is a character
    CHECK(matches("*\x82\x82?", "\x82\x82\x82"));
    CHECK(matches("\xE2\x82\xAC*", "\xE2\x82\xAC"));
}

static void halves_of_a_character_make_one() {
    Pattern pattern;
    pattern.add_literal("x\xE2");
    pattern.add_literal("\x82");
    Pattern rest;
    rest.add_literal("\xAC");
    rest.add_any_text();
    pattern.add(rest);
    CHECK(covers(pattern, "x\xE2\x82\xAC", LetterCase::exact));
    CHECK_EQUAL(pattern.symbols().size(), 3U);
}

static void literal_text_is_never_a_wildcard() {
    Pattern pattern;
    pattern.add_literal("a*?");
    CHECK(covers(pattern, "a*?", LetterCase::exact));
    CHECK(!covers(pattern, "axx", LetterCase::exact));
}

static void it_agrees_with_the_definition() {
    std::mt19937 random{20261123};
    const auto text_of = [&](std::string_view letters, std::size_t length_max) {
        std::string text(random() % (length_max + 1), ' ');
        for (char& c : text) {
            c = letters[random() % letters.size()];
        }
        return text;
    };
    int matching = 0;
    for (int i = 0; i < 100000; ++i) {
        const std::string pattern = text_of("ab*?", 8);
        const std::string text = text_of("ab", 10);
        const bool expected = matches_by_definition(pattern, text);
        matching += expected ? 1 : 0;
        if (matches(pattern, text) != expected) {
            throw test::CheckFailed{std::string{pattern}.append(" on ").append(text)};
        }
    }
    CHECK(matching > 1000);
}

static void hostile_patterns_take_no_exponential_time() {
    std::string pattern;
    for (int i = 0; i < 200; ++i) {
        pattern += "*a";
    }
    CHECK(!matches(pattern + "*b", std::string(4000, 'a')));
    CHECK(!matches("*a*a*a*a*a*a*a*a*b", std::string(100000, 'a')));
}

static void long_repetitive_text_takes_linear_time() {
    constexpr std::size_t length = 1UL << 18U;
    const std::string text(length, 'a');
    const std::string half(length / 2, 'a');
    CHECK(matches("*" + half, text));
    CHECK(matches("*" + half + "*", text));
    CHECK(!matches("*" + half + "b*", text));
    CHECK(!matches("*" + half + "?" + half + "b*", text + half));
    CHECK(matches("*" + half + "?" + half + "?*", text + half));
    CHECK(matches("*" + half + "b?" + half + "*", text + "bc" + text));
    CHECK(!matches("*" + half + "b?" + half + "*", text + "b" + half));
}

static void long_texts_agree_with_the_definition() {
    std::mt19937 random{20261125};
    for (int i = 0; i < 60; ++i) {
        // Long enough that the words of a segment are looked for by themselves.
        std::string text(400, 'a');
        std::string pattern = "*";
        for (char& c : text) {
            c = "aaab"[random() % 4];
        }
        for (const char c : text.substr(random() % 200, 100)) {
            pattern += random() % 20 == 0 ? '?' : c;
        }
        if (random() % 2 == 0) {
            pattern[1 + random() % 100] = 'b';
        }
        pattern += "*";
        if (matches(pattern, text) != matches_by_definition(pattern, text)) {
            throw test::CheckFailed{std::string{pattern}.append(" on ").append(text)};
        }
    }
}

int main() {
    return mfa::test::run("policy/wildcard",
                          {
                              TEST(a_pattern_covers_the_whole_text),
                              TEST(a_star_is_any_text_and_a_question_mark_one_character),
                              TEST(a_question_mark_is_a_character_and_not_a_byte),
                              TEST(a_wildcard_begins_and_ends_between_characters),
                              TEST(halves_of_a_character_make_one),
                              TEST(literal_text_is_never_a_wildcard),
                              TEST(it_agrees_with_the_definition),
                              TEST(hostile_patterns_take_no_exponential_time),
                              TEST(long_repetitive_text_takes_linear_time),
                              TEST(long_texts_agree_with_the_definition),
                          });
}
