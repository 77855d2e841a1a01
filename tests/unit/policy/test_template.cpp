// Policy variables
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html).
#include "engine/policy/template.hpp"
#include "tests/unit/policy/support.hpp"

using namespace mfa;
using namespace mfa::test;
using policy::LetterCase;
using policy::Template;
using policy::TemplateRules;
using Variables = TemplateRules::Variables;
using Wildcards = TemplateRules::Wildcards;

namespace {

constexpr TemplateRules all_special{Wildcards::special, Variables::special};

Template parse(std::string_view text, TemplateRules rules = all_special) {
    return std::get<Template>(Template::parse(text, rules));
}

policy::Context context(ContextEntries entries) {
    return request("a:b", "*", entries).context;
}

bool matches(std::string_view text, const policy::Context& values, std::string_view wanted,
             TemplateRules rules = all_special) {
    const auto pattern = parse(text, rules).resolve(values);
    return pattern && covers(*pattern, wanted, LetterCase::exact);
}

} // namespace

static void a_variable_stands_for_the_keys_value() {
    const auto alice = context({{"AWS:UserName", {"alice"}}});
    CHECK(matches("home/${aws:username}/*", alice, "home/alice/x"));
    CHECK(!matches("home/${aws:username}/*", alice, "home/bob/x"));
    CHECK(matches("${aws:username}${aws:username}", alice, "alicealice"));
}

static void what_is_substituted_is_never_a_pattern() {
    const auto star = context({{"aws:username", {"*"}}, {"x:y", {"${aws:username}?"}}});
    CHECK(matches("u/${aws:username}", star, "u/*"));
    CHECK(!matches("u/${aws:username}", star, "u/bob"));
    CHECK(matches("${x:y}", star, "${aws:username}?"));
    CHECK(matches("${x:missing, '*'}", star, "*"));
    CHECK(!matches("${x:missing, '*'}", star, "bob"));
}

static void escapes_are_the_characters_themselves() {
    CHECK(matches("a${*}b${?}c${$}", {}, "a*b?c$"));
    CHECK(!matches("a${*}b", {}, "axb"));
    CHECK(matches("${$}{aws:username}", {}, "${aws:username}"));
}

static void a_missing_value_is_none_unless_there_is_a_default() {
    CHECK(!parse("x${aws:username}").resolve({}));
    CHECK(matches("${aws:PrincipalTag/team, 'company-wide'}", {}, "company-wide"));
    CHECK(matches("${a:b,'x}y, z'}", {}, "x}y, z"));
    CHECK(matches("${a:b, ''}", {}, ""));
    CHECK(matches("${a:b, 'd'}", context({{"a:b", {"v"}}}), "v"));
    CHECK(matches("${a:b, 'd'}", context({{"a:b", {}}}), "d"));
}

static void a_key_with_several_values_is_no_variable() {
    const auto many = context({{"a:b", {"x", "y"}}, {"a:one", {"x"}}});
    CHECK(!parse("${a:b}").resolve(many));
    CHECK(!parse("${a:b, 'd'}").resolve(many));
    CHECK(matches("${a:one}", many, "x"));
}

static void without_variables_the_text_is_literal() {
    const TemplateRules rules{Wildcards::special, Variables::literal};
    const auto alice = context({{"aws:username", {"alice"}}});
    CHECK(matches("${aws:username}/*", alice, "${aws:username}/x", rules));
    CHECK(matches("${", alice, "${", rules));
    CHECK(matches("*", alice, "anything", rules));
    CHECK(matches("a*?", alice, "a*?", {Wildcards::literal, Variables::special}));
    CHECK(!matches("a*?", alice, "axx", {Wildcards::literal, Variables::special}));
}

static void malformed_variables_are_found_where_they_begin() {
    for (const char* text :
         {"ab${", "ab${aws:username", "ab${}", "ab${username}", "ab${aws:}", "ab${:x}",
          "ab${aws: username}", "ab${ aws:username}", "ab${aws:username }", "ab${a:${b:c}}",
          "ab${a:b,}", "ab${a:b, d}", "ab${a:b, 'd}", "ab${a:b, 'd' }", "ab${a:b, 'd'e'}",
          "ab${a:b 'd'}", "ab${**}", "ab${a:b*}", "ab${\"}"}) {
        const auto parsed = Template::parse(text, all_special);
        const auto* malformed = std::get_if<Template::Malformed>(&parsed);
        CHECK_EQUAL(std::string{text} + (malformed == nullptr ? " is taken" : ""), text);
        CHECK_EQUAL(malformed->offset, 2U);
    }
}

static void a_lone_dollar_or_brace_is_text() {
    CHECK(matches("$a{b}$", {}, "$a{b}$"));
}

int main() {
    return mfa::test::run("policy/template",
                          {
                              TEST(a_variable_stands_for_the_keys_value),
                              TEST(what_is_substituted_is_never_a_pattern),
                              TEST(escapes_are_the_characters_themselves),
                              TEST(a_missing_value_is_none_unless_there_is_a_default),
                              TEST(a_key_with_several_values_is_no_variable),
                              TEST(without_variables_the_text_is_literal),
                              TEST(malformed_variables_are_found_where_they_begin),
                              TEST(a_lone_dollar_or_brace_is_text),
                          });
}
