// Which pattern covers which, against trying all short texts.
#include "engine/policy/lint/pattern_cover.hpp"
#include "tests/support/cmocka_cpp.hpp"

#include <chrono>
#include <random>

using namespace mfa;
using namespace mfa::test;
using namespace mfa::policy;

namespace {

Pattern pattern_of(std::string_view text) {
    return Pattern::from_wildcards(text);
}

lint::Symbols symbols(std::string_view text) {
    return lint::symbols_of(pattern_of(text), LetterCase::exact);
}

lint::Symbols template_symbols(std::string_view text, lint::VariableSymbols& variables) {
    auto parsed = Template::parse(
        text, {TemplateRules::Wildcards::special, TemplateRules::Variables::special});
    CHECK(std::holds_alternative<Template>(parsed));
    return lint::symbols_of(std::get<Template>(parsed), variables);
}

bool covers(std::string_view outer, std::string_view inner) {
    return lint::includes(symbols(outer), symbols(inner));
}

/// All texts of up to `length_max` letters a, b and c.
std::vector<std::string> all_texts(std::size_t length_max) {
    std::vector<std::string> texts{""};
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (texts[i].size() < length_max) {
            for (const char c : {'a', 'b', 'c'}) {
                texts.push_back(texts[i] + c);
            }
        }
    }
    return texts;
}

std::string random_pattern(std::mt19937& random) {
    std::string text;
    const auto length = random() % 5;
    for (std::size_t i = 0; i < length; ++i) {
        text += "aab**?"[random() % 6];
    }
    return text;
}

} // namespace

static void a_pattern_covers_what_is_narrower() {
    for (const auto& [outer, inner] : std::vector<std::pair<const char*, const char*>>{
             {"*", "anything*at?all"},
             {"iam:*", "iam:Get*"},
             {"iam:Get*", "iam:GetUser"},
             {"iam:?et*", "iam:Get*"},
             {"*a*", "*ba"},
             {"?*", "*?"},
             {"a*b*c", "a*bb*c"},
             {"*é", "é"},
             {"?", "é"},
         }) {
        CHECK(covers(outer, inner));
    }
}

static void a_pattern_does_not_cover_what_goes_beyond() {
    for (const auto& [outer, inner] : std::vector<std::pair<const char*, const char*>>{
             {"iam:Get*", "iam:*"},
             {"iam:Get", "iam:GetUser"},
             {"iam:Get*", "iam:Ge*"},
             {"?*", "*"},
             {"??", "é"},
             {"a*b", "a*"},
             {"*ab*", "*a*b*"},
             {"abc", "ab?"},
         }) {
        CHECK(!covers(outer, inner));
    }
}

static void covering_agrees_with_trying_all_texts() {
    // Patterns of up to 4 over two letters: a text of 6 over three tells any two apart.
    const auto texts = all_texts(6);
    std::mt19937 random{7};
    for (int round = 0; round < 3000; ++round) {
        const std::string outer = random_pattern(random);
        const std::string inner = random_pattern(random);
        bool is_covered = true;
        bool do_meet = false;
        for (const std::string& text : texts) {
            const bool in_outer = covers(pattern_of(outer), text, LetterCase::exact);
            const bool in_inner = covers(pattern_of(inner), text, LetterCase::exact);
            is_covered = is_covered && (in_outer || !in_inner);
            do_meet = do_meet || (in_outer && in_inner);
        }
        const std::string pair = std::string{outer}.append(" and ").append(inner);
        CHECK_EQUAL(pair + (covers(outer, inner) ? " covers" : ""),
                    pair + (is_covered ? " covers" : ""));
        CHECK_EQUAL(pair + (lint::may_meet(symbols(outer), symbols(inner)) ? " meet" : ""),
                    pair + (do_meet ? " meet" : ""));
    }
}

static void a_variable_is_covered_by_itself_and_by_a_star() {
    lint::VariableSymbols variables;
    const auto of = [&](std::string_view text) { return template_symbols(text, variables); };
    CHECK(lint::includes(of("mfa/${aws:username}*"), of("mfa/${aws:username}/*")));
    CHECK(lint::includes(of("mfa/*"), of("mfa/${aws:username}")));
    CHECK(lint::includes(of("mfa/${AWS:UserName}"), of("mfa/${aws:username}")));
    CHECK(!lint::includes(of("mfa/${aws:username}"), of("mfa/*")));
    CHECK(!lint::includes(of("mfa/${aws:username}"), of("mfa/${aws:userid}")));
    CHECK(!lint::includes(of("mfa/${aws:username, 'x'}"), of("mfa/${aws:username}")));
    CHECK(!lint::includes(of("mfa/?"), of("mfa/${aws:username}")));
    CHECK(!lint::includes(of("mfa/alice"), of("mfa/${aws:username}")));
}

static void a_variable_may_be_anything_when_the_question_is_whether_patterns_meet() {
    lint::VariableSymbols variables;
    const auto of = [&](std::string_view text) { return template_symbols(text, variables); };
    CHECK(lint::may_meet(of("mfa/${aws:username}"), of("mfa/alice")));
    CHECK(lint::may_meet(of("mfa/alice"), of("mfa/${aws:username}")));
    CHECK(lint::may_meet(of("mfa/${aws:username}"), of("mfa/")));
    CHECK(!lint::may_meet(of("mfa/${aws:username}"), of("user/alice")));
    CHECK(!lint::may_meet(of("mfa/${aws:username}/x"), of("mfa/alice")));
}

static void actions_are_compared_without_regard_to_case() {
    const auto folded = [](std::string_view text) {
        return lint::symbols_of(pattern_of(text), LetterCase::ignored);
    };
    CHECK(lint::includes(folded("IAM:get*"), folded("iam:GetUser")));
}

static void patterns_made_to_be_hard_take_no_time() {
    std::string outer;
    std::string inner;
    for (int i = 0; i < 200; ++i) {
        outer += "*a?????????";
        inner += "*a?????????b";
    }
    const auto start = std::chrono::steady_clock::now();
    static_cast<void>(covers(outer, inner));
    static_cast<void>(covers(std::string(2000, '?') + "*", "*a" + std::string(2000, '?')));
    static_cast<void>(lint::may_meet(symbols(outer), symbols(inner)));
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds{20});
}

int main() {
    return mfa::test::run(
        "policy_lint/pattern_cover",
        {
            TEST(a_pattern_covers_what_is_narrower),
            TEST(a_pattern_does_not_cover_what_goes_beyond),
            TEST(covering_agrees_with_trying_all_texts),
            TEST(a_variable_is_covered_by_itself_and_by_a_star),
            TEST(a_variable_may_be_anything_when_the_question_is_whether_patterns_meet),
            TEST(actions_are_compared_without_regard_to_case),
            TEST(patterns_made_to_be_hard_take_no_time),
        });
}
