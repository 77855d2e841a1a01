// What is said about text that is no JSON, and where.
#include "engine/policy/document.hpp"
#include "tests/unit/policy/support.hpp"

#include <nlohmann/json.hpp>
#include <random>

using namespace mfa;
using namespace mfa::test;

namespace {

/// `LINE:COLUMN MESSAGE` of what the document's only finding says; empty without one.
std::string complaint(const std::string& text) {
    policy::FindingList list;
    const auto node = parse_document({"test", text, policy::Format::json}, list);
    const auto findings = list.take();
    CHECK_EQUAL(findings.size(), node ? 0U : 1U);
    if (findings.empty()) {
        return {};
    }
    CHECK_EQUAL(findings[0].code, "json-syntax");
    return std::to_string(findings[0].line) + ":" + std::to_string(findings[0].column) + " " +
           findings[0].message;
}

void check_complaints(std::initializer_list<std::pair<const char*, const char*>> cases) {
    for (const auto& [text, expected] : cases) {
        CHECK_EQUAL(std::string{text} + " -> " + complaint(text),
                    std::string{text} + " -> " + expected);
    }
}

} // namespace

static void a_comma_too_many_is_pointed_at() {
    check_complaints({
        {"{\"a\": 1,}", "1:8 nothing follows this `,`; take it out"},
        {"[\"\xC3\xA9\",\n 2 ,\n]", "2:4 nothing follows this `,`; take it out"},
        {"[1,,2]", "1:4 a value is missing before this `,`"},
        {"[,1]", "1:2 a value is missing before this `,`"},
        {"{,}", "1:2 a key is missing before this `,`"},
        {"\xEF\xBB\xBF{\"a\": 1,}", "1:8 nothing follows this `,`; take it out"},
    });
}

static void where_a_comma_or_a_colon_is_missing_the_next_token_is_pointed_at() {
    check_complaints({
        {"{\"a\": \"\xC3\xA9\"\n  \"b\": 1}", "2:3 a `,` is missing before this"},
        {"[\"a\" \"b\"]", "1:6 a `,` is missing before this"},
        {"[{} {}]", "1:5 a `,` is missing before this"},
        {"[1e999 2]", "1:8 a `,` is missing before this"},
        {"{\"a\" \"b\"}", "1:6 a `:` is missing between the key and this"},
        {"{\"a\" = 1}", "1:6 a `:` is missing between the key and this"},
        {"{\"a\", \"b\"}", "1:5 a `:` is missing between the key and this"},
        {"{\"a\": \"x, \"b\": 1}", "1:12 a `,` is missing before this, or a `\"` where the string "
                                   "before it should end"},
        {"{\"a\": \"b\": 1}", "1:10 a value is followed by `,` or `}`, not by `:`"},
        {"[\"b\": 1]", "1:5 a list has no keys; close the `[` of line 1, column 1 before this key, "
                       "or write `{` before it"},
        {"{\"a\": , \"b\": 1}", "1:7 a value is missing before this `,`"},
        {"{\"a\":: 1}", "1:6 a value is missing before this `:`"},
        {"{\"a\"}", "1:5 the key before this `}` has no value; write `\"key\": value`"},
        {"{\"a\": }", "1:7 the key before this `}` has no value; write `\"key\": value`"},
    });
}

static void a_string_that_is_not_closed_is_pointed_at_where_it_begins() {
    constexpr const char* unclosed =
        " this string is not closed; write `\"` where it ends, in the same line";
    for (const char* text : {"{\"\xC3\xA9\": \"b}", "{\"\xC3\xA9\": \"b\\\"}",
                             "{\"\xC3\xA9\": \"b\\", "{\"\xC3\xA9\": \"b,\n\"c\": 1}",
                             "{\"\xC3\xA9\": \"b\r\n\"}", "{\"\xC3\xA9\": \"b\\\n\"}"}) {
        CHECK_EQUAL(complaint(text), std::string{"1:7"} + unclosed);
    }
}

static void what_a_string_may_not_hold_is_pointed_at_itself() {
    check_complaints({
        {"{\"\xC3\xA9\": \"a\\d\"}", "1:9 `\\d` means nothing; a backslash is written `\\\\`"},
        {"[\"a\\\xC3\xA9\"]", "1:4 `\\\xC3\xA9` means nothing; a backslash is written `\\\\`"},
        {"[\"\\u12G4\"]", "1:3 `\\u` is followed by four hexadecimal digits, as in `\\u00e9`"},
        {"[\"\\u12\"]", "1:3 `\\u` is followed by four hexadecimal digits, as in `\\u00e9`"},
        {"[\"x\\ud800y\"]",
         "1:4 `\\ud800` is half of a character; write the character itself, or both halves"},
        {"[\"\\uD83D\\ude00\\uDE00\"]",
         "1:15 `\\uDE00` is half of a character; write the character itself, or both halves"},
        {"[\"\xE6\x97\xA5\tx\"]", "1:4 a tab cannot stand in a string; write a space"},
    });
}

static void a_word_that_is_no_value_is_pointed_at_where_it_begins() {
    check_complaints({
        {"[tru]", "1:2 `tru` is no value; text stands in quotes, as in `\"text\"`; did you mean "
                  "`true`?"},
        {"{\"a\": Allow}", "1:7 `Allow` is no value; text stands in quotes, as in `\"text\"`"},
        {"['a']", "1:2 `'` does not begin a string; write `\"` before and after the text"},
        {"[\xE2\x80\x9C"
         "a\xE2\x80\x9D]",
         "1:2 `\xE2\x80\x9C` does not begin a string; write `\"` before and after the text"},
        {"[01]", "1:2 `01` is no number as JSON writes them, such as `12` or `-0.5`; text stands "
                 "in quotes"},
        {"[1, 10.0.0.0/8]", "1:5 `10.0.0.0/8` is no number as JSON writes them, such as `12` or "
                            "`-0.5`; text stands in quotes"},
        {"{Effect: 1}", "1:2 a key is a string in double quotes, as in `\"Action\"`"},
        {"{'a': 1}", "1:2 a key is a string in double quotes, as in `\"Action\"`"},
        {"{[1]: 1}", "1:2 a key is a string in double quotes, as in `\"Action\"`"},
        {"{\n  // x\n}", "2:3 JSON has no comments; take it out, or write the document in YAML"},
        {"[1 # x\n]", "1:4 JSON has no comments; take it out, or write the document in YAML"},
    });
}

static void what_is_not_closed_at_the_end_is_named_with_its_place() {
    check_complaints({
        {"{\n  \"\xC3\xA9\": [\n    1\n",
         "4:1 the document ends, and the `[` of line 2, column 8 is not closed; write `]`"},
        {"[1,", "1:4 the document ends, and the `[` of line 1, column 1 is not closed; write `]`"},
        {"{\"a\":",
         "1:6 the document ends, and the `{` of line 1, column 1 is not closed; write `}`"},
        {"[\"\xC3\xA9\", {]",
         "1:8 this `]` does not close the `{` of line 1, column 7; write `}` first"},
        {"[1}", "1:3 this `}` does not close the `[` of line 1, column 1; write `]` first"},
    });
}

static void what_follows_the_document_is_pointed_at() {
    check_complaints({
        {"{}\n {}", "2:2 there is something after the end of the document; a file holds one "
                    "document"},
        {"{} x", "1:4 there is something after the end of the document; a file holds one "
                 "document"},
        {"{}}", "1:3 this `}` closes nothing"},
        {"{}\n// x", "2:1 JSON has no comments; take it out, or write the document in YAML"},
    });
}

static void a_number_of_any_size_is_a_number() {
    CHECK_EQUAL(complaint("[1e999, -1E+99999, " + std::string(500, '9') + ", 0.0e-9999]"), "");
    CHECK_EQUAL(finding_codes(R"({"Id": 1e999, "Statement": {"Effect": "allow", "Action": "*",
        "Resource": "*", "Condition": {"NumericLessThan": {"a:b": -1e9999}}}})"),
                "wrong-type bad-effect bad-number");
}

static void exactly_that_is_refused_which_another_parser_refuses() {
    const std::string valid =
        "{\"a\": [1, -2.5e3, true, null, \"\xC3\xA9\\n\\u00e9\\ud83d\\ude00\"],"
        "\n\"b\": {\"c\": {}, \"d\": []}}";
    constexpr std::string_view changes = "{}[],:\"\\ \n01-.eEuntrfalsx/d8";
    std::mt19937 random{1}; // NOLINT(cert-msc51-cpp): the same cases each time
    const auto below = [&](std::size_t end) { return random() % end; };
    int refused = 0;
    for (int i = 0; i < 20'000; ++i) {
        std::string text = valid;
        for (std::size_t n = below(3); n < 3; ++n) {
            const std::size_t at = below(text.size());
            text.replace(at, below(2), 1, changes[below(changes.size())]);
        }
        policy::FindingList list;
        policy::parse_document({"test", text, policy::Format::json}, list);
        const auto findings = list.take();
        const bool is_refused = !findings.empty() && findings[0].code == "json-syntax";
        refused += is_refused ? 1 : 0;
        // A key twice, or a control character, is JSON and yet refused.
        const bool is_other = !findings.empty() && findings[0].code != "json-syntax";
        CHECK(is_other || nlohmann::json::accept(text) == !is_refused);
    }
    CHECK(refused > 1'000);
    CHECK(refused < 19'000);
}

int main() {
    return mfa::test::run(
        "policy/json_mistakes",
        {
            TEST(a_comma_too_many_is_pointed_at),
            TEST(where_a_comma_or_a_colon_is_missing_the_next_token_is_pointed_at),
            TEST(a_string_that_is_not_closed_is_pointed_at_where_it_begins),
            TEST(what_a_string_may_not_hold_is_pointed_at_itself),
            TEST(a_word_that_is_no_value_is_pointed_at_where_it_begins),
            TEST(what_is_not_closed_at_the_end_is_named_with_its_place),
            TEST(what_follows_the_document_is_pointed_at),
            TEST(a_number_of_any_size_is_a_number),
            TEST(exactly_that_is_refused_which_another_parser_refuses),
        });
}
