#include "engine/policy/document.hpp"
#include "tests/unit/policy/support.hpp"

#include <chrono>

using namespace mfa;
using namespace mfa::test;
using policy::Format;
using policy::Node;
using policy::NodeKind;
using policy::Position;

namespace {

Node parse(const std::string& text, Format format) {
    policy::FindingList list;
    auto node = parse_document({"test", text, format}, list);
    const auto findings = list.take();
    if (!node || !findings.empty()) {
        throw CheckFailed{"does not parse: " + text +
                          (findings.empty() ? "" : " " + render(findings.front()))};
    }
    return std::move(*node);
}

bool is_refused(const std::string& text, Format format) {
    policy::FindingList list;
    const auto node = parse_document({"test", text, format}, list);
    const auto findings = list.take();
    CHECK(findings.empty() == node.has_value());
    return !node;
}

const Node& member(const Node& map, std::string_view key) {
    const auto* found = find_member(map, key);
    if (found == nullptr) {
        throw CheckFailed{"no member " + std::string{key}};
    }
    return found->value;
}

NodeKind kind_in_yaml(const std::string& scalar) {
    return member(parse("a: " + scalar + "\n", Format::yaml), "a").kind;
}

} // namespace

static void the_suffix_decides_the_format_and_then_the_first_character() {
    CHECK(policy::format_for("a.json", "x: y") == Format::json);
    CHECK(policy::format_for("a.yaml", "{}") == Format::yaml);
    CHECK(policy::format_for("a.yml", "{}") == Format::yaml);
    CHECK(policy::format_for("a", "{}") == Format::json);
    CHECK(policy::format_for("", " \n\t{") == Format::json);
    CHECK(policy::format_for("a.conf", "Statement:") == Format::yaml);
    CHECK(policy::format_for("", "") == Format::yaml);
}

static void json_values_know_where_they_stand() {
    const Node root =
        parse("{\"a\": [1, -2.50e3,\n  \"q\\\"]\", {}],\r\n\t\"\xC3\xA9\":true,\"z\":null}",
              Format::json);
    CHECK_EQUAL(root.position, (Position{1, 1}));
    const Node& list = member(root, "a");
    CHECK_EQUAL(list.position, (Position{1, 7}));
    CHECK_EQUAL(list.items.size(), 4U);
    CHECK_EQUAL(list.items[0].position, (Position{1, 8}));
    CHECK_EQUAL(list.items[0].text, "1");
    CHECK_EQUAL(list.items[1].position, (Position{1, 11}));
    CHECK_EQUAL(list.items[1].text, "-2.50e3");
    CHECK_EQUAL(list.items[2].position, (Position{2, 3}));
    CHECK_EQUAL(list.items[2].text, "q\"]");
    CHECK_EQUAL(list.items[3].position, (Position{2, 11}));
    CHECK_EQUAL(root.members[1].position, (Position{3, 2}));
    CHECK_EQUAL(root.members[1].value.position, (Position{3, 6})); // \xC3\xA9 is one character
    CHECK_EQUAL(root.members[2].position, (Position{3, 11}));
    CHECK(root.members[2].value.kind == NodeKind::null);
}

static void yaml_values_know_where_they_stand() {
    const Node root =
        parse("# c\r\n\xC3\xA9: {b: \"\xC3\xBC\", c: [x]}\nd:\n  - 'q'\n  -  - z\n", Format::yaml);
    CHECK_EQUAL(root.position, (Position{2, 1}));
    const Node& map = member(root, "\xC3\xA9");
    CHECK_EQUAL(map.position, (Position{2, 4}));
    CHECK_EQUAL(member(map, "b").position, (Position{2, 8}));
    CHECK_EQUAL(member(map, "c").position, (Position{2, 16}));
    CHECK_EQUAL(member(map, "c").items[0].position, (Position{2, 17}));
    CHECK_EQUAL(member(root, "d").items[0].position, (Position{4, 5}));
    CHECK_EQUAL(member(root, "d").items[1].items[0].position, (Position{5, 8}));
}

static void a_byte_order_mark_takes_no_column() {
    CHECK_EQUAL(parse("\xEF\xBB\xBF{\"a\": 1}", Format::json).members[0].position,
                (Position{1, 2}));
    CHECK_EQUAL(parse("\xEF\xBB\xBF"
                      "a: 1",
                      Format::yaml)
                    .members[0]
                    .value.position,
                (Position{1, 4}));
}

static void plain_yaml_scalars_are_what_the_json_schema_says() {
    CHECK(kind_in_yaml("true") == NodeKind::boolean);
    CHECK(kind_in_yaml("FALSE") == NodeKind::boolean);
    CHECK(kind_in_yaml("12") == NodeKind::number);
    CHECK(kind_in_yaml("-0.5e+3") == NodeKind::number);
    CHECK(kind_in_yaml("~") == NodeKind::null);
    CHECK(kind_in_yaml("") == NodeKind::null);
    for (const char* text : {"'true'", "\"12\"", "yes", "no", "on", "012", "0x1F", "+1", ".5", "1.",
                             "2026-11-23", "1e", "-x", "1_000", "12:30"}) {
        CHECK(kind_in_yaml(text) == NodeKind::string);
    }
    CHECK_EQUAL(member(parse("a: |\n  true", Format::yaml), "a").text, "true");
    CHECK(member(parse("a: |\n  true", Format::yaml), "a").kind == NodeKind::string);
}

static void what_is_not_quite_json_is_refused() {
    for (const char* text : {"",
                             " ",
                             "{",
                             "{]",
                             "[1,]",
                             "{\"a\":1,}",
                             "{\"a\" 1}",
                             "{a: 1}",
                             "{'a': 1}",
                             "[1] 2",
                             "nul",
                             "\"a",
                             "[01]",
                             "[1.]",
                             "[+1]",
                             "[.5]",
                             "\"\\x\"",
                             "\"\\ud800\"",
                             "\"tab\there\"",
                             "// c\n{}",
                             "{}\n{}",
                             "[NaN]"}) {
        CHECK(is_refused(text, Format::json));
    }
}

static void bytes_that_are_no_text_are_refused_in_both_formats() {
    for (const Format format : {Format::json, Format::yaml}) {
        for (const std::string& bytes :
             {std::string{"\xFF"}, std::string{"\xC0\xAF"}, std::string{"\xED\xA0\x80"},
              std::string{"\xF4\x90\x80\x80"}, std::string{"\xE2\x82"}, std::string{"\0", 1},
              std::string{"\x07"}, std::string{"\x7F"}, std::string{"\xC2\x85"}, std::string{"\r"},
              std::string{"\xEF\xBB\xBF"}}) {
            CHECK(is_refused("{\"a\": \"" + bytes + "x\"}", format));
        }
    }
    CHECK(is_refused(std::string{"\xFF\xFE{\0}\0", 6}, Format::yaml)); // UTF-16
}

static void nesting_of_32_is_allowed_and_33_is_not() {
    for (const Format format : {Format::json, Format::yaml}) {
        CHECK(!is_refused(std::string(32, '[') + std::string(32, ']'), format));
        CHECK(is_refused(std::string(33, '[') + std::string(33, ']'), format));
    }
    std::string block;
    for (int i = 0; i < 33; ++i) {
        block += "- ";
    }
    CHECK(is_refused(block + "x", Format::yaml));
    CHECK(!is_refused(block.substr(2) + "x", Format::yaml));
}

static void hostile_text_is_refused_in_good_time() {
    const std::size_t size = policy::document_size_max;
    const auto repeated = [&](std::string_view unit) {
        std::string text;
        while (text.size() + unit.size() <= size) {
            text += unit;
        }
        return text;
    };
    const auto start = std::chrono::steady_clock::now();
    for (const Format format : {Format::json, Format::yaml}) {
        for (const char* unit : {"[", "{", "{a: ", "- ", "? ", "{\"a\":", "[\"a\",", "[[a],", "!",
                                 "&a ", "*a ", "\"", "'", "\\", "a: ", "---\n", "#\n", "%", "|"}) {
            CHECK(is_refused(repeated(unit), format) || format == Format::yaml);
        }
    }
    const auto taken = std::chrono::steady_clock::now() - start;
    CHECK(taken < std::chrono::seconds{60}); // about 6 s; a square would take hours
}

static void positions_on_one_very_long_line_cost_no_square() {
    std::string text = "[";
    while (text.size() < policy::document_size_max - 8) {
        text += "\"\xC3\xA9\",";
    }
    text += "0]";
    const auto start = std::chrono::steady_clock::now();
    const Node root = parse(text, Format::json);
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds{20});
    CHECK_EQUAL(root.items.back().position.column,
                static_cast<int>(2 + 4 * (root.items.size() - 1)));
}

int main() {
    return mfa::test::run("policy/document",
                          {
                              TEST(the_suffix_decides_the_format_and_then_the_first_character),
                              TEST(json_values_know_where_they_stand),
                              TEST(yaml_values_know_where_they_stand),
                              TEST(a_byte_order_mark_takes_no_column),
                              TEST(plain_yaml_scalars_are_what_the_json_schema_says),
                              TEST(what_is_not_quite_json_is_refused),
                              TEST(bytes_that_are_no_text_are_refused_in_both_formats),
                              TEST(nesting_of_32_is_allowed_and_33_is_not),
                              TEST(hostile_text_is_refused_in_good_time),
                              TEST(positions_on_one_very_long_line_cost_no_square),
                          });
}
