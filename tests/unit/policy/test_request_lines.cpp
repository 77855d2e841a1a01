// A line of `mfa_tool policy simulate --requests`, as hostile as its sender likes.
#include "mfa_tool/commands/policy_request.hpp"

#include "tests/support/cmocka_cpp.hpp"

#include <chrono>
#include <string>

using namespace mfa;
using namespace mfa::test;
using tool::parse_request_line;

namespace {

const policy::Request& request_of(const tool::RequestLine& line) {
    if (const auto* error = std::get_if<std::string>(&line.request)) {
        throw CheckFailed{"no request: " + *error};
    }
    return std::get<policy::Request>(line.request);
}

/// The text with that for each `X`.
std::string with(const std::string& character, std::string text) {
    for (std::size_t at = text.find('X'); at != std::string::npos; at = text.find('X')) {
        text.replace(at, 1, character);
    }
    return text;
}

std::string error_of(const tool::RequestLine& line) {
    const auto* error = std::get_if<std::string>(&line.request);
    return error == nullptr ? "" : *error;
}

} // namespace

static void control_characters_that_json_allows_in_strings_are_part_of_the_request() {
    for (const std::string character : {"\x7F", "\xC2\x85", "\xC2\x9B", "\xEF\xBB\xBF"}) {
        const auto line = parse_request_line(
            with(character,
                 R"({"id": "iX", "action": "a:bX", "resource": "r", "context": {"kX": "v"}})"));
        CHECK_EQUAL(request_of(line).action, with(character, "a:bX"));
        CHECK(request_of(line).context.has(with(character, "kX")));
        CHECK_EQUAL(line.id, with(character, R"("iX")"));
    }
}

static void control_characters_that_json_does_not_allow_are_pointed_out() {
    CHECK_EQUAL(error_of(parse_request_line("{\"id\": 1, \"action\": \"a:\x01\"}")),
                "a control character cannot stand in a string as it is; write `\\u0001`");
    CHECK_EQUAL(error_of(parse_request_line("{\"id\": 1, \"action\": \"a:\xFF\"}")),
                "the byte 0xff is no UTF-8");
}

static void a_policy_of_the_line_is_handed_on_as_it_was_written() {
    const auto line = parse_request_line("{\"id\": 1, \"action\": \"a:b\", \"resource\": \"r\", "
                                         "\"policies\": [{\"Id\": \"\x7F\", \"Id\": 1e999}]}");
    request_of(line);
    CHECK(line.policies.has_value());
    CHECK_EQUAL(line.policies->at(0).text, "{\"Id\": \"\x7F\", \"Id\": 1e999}");
    CHECK(!policy::load(*line.policies).set);
}

static void a_key_twice_outside_of_the_policies_is_an_error_of_the_line() {
    const std::string policies = R"("policies": [{"a": 1, "a": 2}])";
    CHECK_EQUAL(error_of(parse_request_line(R"({"id": 7, "action": "a:b", "resource": "r", )" +
                                            policies + "}")),
                "");
    for (const std::string& text :
         {R"({"id": 7, "action": "a:b", "action": "a:c", "resource": "r", )" + policies + "}",
          R"({"id": 7, "resource": "r", )" + policies + R"(, "action": "a:b", "action": "a:c"})"}) {
        const auto line = parse_request_line(text);
        CHECK_EQUAL(error_of(line), "`action` is given twice, first in line 1");
        CHECK_EQUAL(line.id, "7");
    }
}

static void very_many_keys_twice_in_a_long_line_cost_no_square() {
    std::string text = R"({"id": 7, "action": "a:b", "resource": "r", "policies": [{"a": 0)";
    while (text.size() < tool::request_line_max / 4) {
        text += R"(,"a":0)";
    }
    text += "}]}";
    const auto start = std::chrono::steady_clock::now();
    const auto line = parse_request_line(text);
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds{60}); // about 1 s
    request_of(line);
    CHECK_EQUAL(line.id, "7");
}

int main() {
    return mfa::test::run(
        "policy/request_lines",
        {
            TEST(control_characters_that_json_allows_in_strings_are_part_of_the_request),
            TEST(control_characters_that_json_does_not_allow_are_pointed_out),
            TEST(a_policy_of_the_line_is_handed_on_as_it_was_written),
            TEST(a_key_twice_outside_of_the_policies_is_an_error_of_the_line),
            TEST(very_many_keys_twice_in_a_long_line_cost_no_square),
        });
}
