// What is said about text that is no YAML, and where.
#include "engine/policy/document.hpp"
#include "tests/unit/policy/support.hpp"

using namespace mfa;
using namespace mfa::test;

namespace {

/// `LINE:COLUMN MESSAGE` of what the document's only error of syntax says.
std::string complaint(const std::string& text) {
    policy::FindingList list;
    const auto node = parse_document({"test", text, policy::Format::yaml}, list);
    const auto findings = list.take();
    CHECK(!node);
    CHECK_EQUAL(findings.size(), 1U);
    CHECK_EQUAL(findings[0].code, "yaml-syntax");
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

static void text_that_yaml_reads_as_something_else_is_shown_in_quotes() {
    check_complaints({
        {"Action: *\n", "1:9 text that begins with `*` stands in quotes: `\"*\"`"},
        {"Action: [iam:*, *]\n", "1:17 text that begins with `*` stands in quotes: `\"*\"`"},
        {"\xC3\xA9"
         ": [\xC3\xBC"
         ", *x # y\n]",
         "1:8 text that begins with `*` stands in quotes: `\"*x\"`"},
        {"a:\n  - *\n", "2:5 text that begins with `*` stands in quotes: `\"*\"`"},
        {"Action: *:Get*\n", "1:9 text that begins with `*` stands in quotes: `\"*:Get*\"`"},
        {"*: x\n", "1:1 text that begins with `*` stands in quotes: `\"*\"`"},
        {"a: **", "1:4 text that begins with `*` stands in quotes: `\"**\"`"},
        {"a: &\n", "1:4 text that begins with `&` stands in quotes: `\"&\"`"},
        {"a: @x\n", "1:4 text that begins with `@` stands in quotes: `\"@x\"`"},
        {"a: `x`\n", "1:4 text that begins with a backtick stands in quotes: `\"`x`\"`"},
        {"a: %x\n", "1:4 text that begins with `%` stands in quotes: `\"%x\"`"},
        {"a: !!\n", "1:4 text that begins with `!` stands in quotes: `\"!!\"`"},
        {"a: ? x\n", "1:4 text that begins with `?` stands in quotes: `\"? x\"`"},
        {"a: |x\n  y\n", "1:4 text that begins with `|` stands in quotes: `\"|x\"`"},
    });
}

static void a_second_colon_in_a_line_is_pointed_at() {
    check_complaints({
        {"Action: iam: *\n",
         "1:12 this is the second `: ` of its line; quote the value: `\"iam: *\"`"},
        {"- \xC3\xA9"
         ": arn:aws: x # c\n",
         "1:13 this is the second `: ` of its line; quote the value: `\"arn:aws: x\"`"},
    });
}

static void a_line_without_its_colon_is_pointed_at_and_not_the_next() {
    check_complaints({
        {"a: b\nAction iam:x\nc: d\n",
         "2:1 this line is no `key: value`; a colon and a space stand between them"},
        {"- a: b\n  Action:iam:x\n\n  # c\n  c: d\n",
         "2:3 this line is no `key: value`; a colon and a space stand between them"},
        {"- Effect = Allow\n  c: d\n",
         "1:3 this line is no `key: value`; a colon and a space stand between them"},
    });
}

static void a_bracket_that_is_not_closed_is_pointed_at() {
    check_complaints({
        {"\xC3\xA9"
         ": [a, b\nc: d\n",
         "1:4 this `[` is not closed; write `]` where the list ends"},
        {"\xC3\xA9"
         ": ['a', 'b'\nc: d\n",
         "1:4 this `[` is not closed; write `]` where the list ends"},
        {"a: {b: [c, d]\n", "1:4 this `{` is not closed; write `}` where the map ends"},
        {"a: # [\n  - {b: c\n", "2:5 this `{` is not closed; write `}` where the map ends"},
        {"a: [x}\n", "1:6 this `}` does not close the `[` of line 1, column 4; write `]` first"},
        {"a: [x]]\n", "1:7 this `]` closes nothing; text with it stands in quotes"},
        {"a: ]\n", "1:4 this `]` closes nothing; text with it stands in quotes"},
        {"a: ['b' 'c']\n", "1:9 a `,` is missing before this"},
        {"a: {'b': c 'd': e}\n", "1:15 a `,` is missing before the key of this colon"},
        {"a: [- b]\n", "1:5 within the `[` of line 1, column 4 a `,` stands between values, and no "
                       "`-` before them"},
    });
}

static void a_quote_that_is_not_closed_is_pointed_at() {
    check_complaints({
        {"\xC3\xA9"
         ": \"a\nb: c\n",
         "1:4 this `\"` is not closed; write another where the text ends"},
        {"a: 'b''\n", "1:4 this `'` is not closed; write another where the text ends"},
        {"a: [\"b, c]\n", "1:5 this `\"` is not closed; write another where the text ends"},
        {"a: 'b\n---\nc\n", "1:4 this `'` is not closed; write another where the text ends"},
        {"a: 'b\nc: 'd'\n",
         "1:4 this `'` is closed only in line 2, column 4; is one missing before?"},
        {"a: 'b' c\n",
         "1:8 nothing can follow the closing `'`; put the quotes around the whole text"},
        {"a: [b] c\n", "1:8 nothing can follow the `]` in this line"},
        {"\xC3\xA9"
         ": \"\\\\\\d\"\n",
         "1:7 the escape `\\d` means nothing here; write `\\\\` for a backslash, or put the text "
         "in single quotes"},
        {"a: \"x\\xZZ\"\n", "1:6 the escape `\\x` means nothing here; write `\\\\` for a "
                            "backslash, or put the text in single quotes"},
    });
}

static void a_variable_within_brackets_is_shown_in_quotes() {
    check_complaints({
        {"\xC3\xA9"
         ": [arn:aws:iam::1:user/${aws:username}]\n",
         "1:25 a variable within `[` or `{` stands in quotes: "
         "`\"arn:aws:iam::1:user/${aws:username}\"`"},
        {"a: {b:c: ${aws:username}}\n",
         "1:10 a variable within `[` or `{` stands in quotes: `\"${aws:username}\"`"},
        {"a: [b, x/${c:d}/y, e]\n",
         "1:10 a variable within `[` or `{` stands in quotes: `\"x/${c:d}/y\"`"},
    });
}

static void tabs_and_other_mistakes_in_how_lines_are_indented_are_pointed_at() {
    check_complaints({
        {"a:\n\tb: c\n", "2:1 a tab cannot indent; write spaces"},
        {"a:\n  b: c\n  \td: e\n", "3:3 a tab cannot indent; write spaces"},
        {"a:\n  -\tb: c\n    d: e\n", "2:4 a tab cannot indent; write spaces"},
        {"a:\n\t- b\n", "2:1 a tab cannot indent; write spaces"},
        {"a: b\n  c: d\n", "2:3 this line is indented deeper than the one above, which has its "
                           "value already; indent both the same"},
        {"- a: b\n c: d\n",
         "2:2 this line is indented neither as the lines above nor as the list or map around them"},
        {"a:\n  b: c\n  - d\n", "3:3 an entry of a list (`- `) stands where a key must be; indent "
                                "it as the entries it belongs to"},
        {"a: - b\n",
         "1:4 a `- ` begins its own line, below the key; or write the values in `[` and `]`"},
        {"%YAML\n---\na: b\n", "1:1 lines that begin with `%` are of no use here; take it out"},
    });
}

static void text_that_cannot_be_shown_in_quotes_is_not_shown() {
    constexpr const char* where = "1:4 text that begins with `*` stands in quotes: put quotes "
                                  "before and after it";
    for (const char* value : {"*\tx", "*\\x", "*'\"", "*\xC2\xA0\tx"}) {
        CHECK_EQUAL(complaint(std::string{"a: "} + value + "\n"), where);
    }
    CHECK_EQUAL(complaint("a: *" + std::string(100, 'x')), where);
    CHECK_EQUAL(complaint("a: *\"x\n"), "1:4 text that begins with `*` stands in quotes: `'*\"x'`");
}

static void nothing_is_swallowed_by_a_quote_that_is_not_closed() {
    // The library takes the Deny for a part of the resource.
    CHECK_EQUAL(finding_codes("Statement:\n"
                              "  - Effect: Allow\n"
                              "    Action: '*'\n"
                              "    Resource: \"arn:aws:iam::1:user/*\n"
                              "  - Effect: Deny\n"
                              "    Action: sts:x\n"
                              "    Resource: arn:aws:iam::1:x\n"),
                "yaml-syntax");
}

int main() {
    return mfa::test::run(
        "policy/yaml_mistakes",
        {
            TEST(text_that_yaml_reads_as_something_else_is_shown_in_quotes),
            TEST(a_second_colon_in_a_line_is_pointed_at),
            TEST(a_line_without_its_colon_is_pointed_at_and_not_the_next),
            TEST(a_bracket_that_is_not_closed_is_pointed_at),
            TEST(a_quote_that_is_not_closed_is_pointed_at),
            TEST(a_variable_within_brackets_is_shown_in_quotes),
            TEST(tabs_and_other_mistakes_in_how_lines_are_indented_are_pointed_at),
            TEST(text_that_cannot_be_shown_in_quotes_is_not_shown),
            TEST(nothing_is_swallowed_by_a_quote_that_is_not_closed),
        });
}
