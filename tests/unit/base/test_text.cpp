#include "engine/base/text.hpp"
#include "tests/support/cmocka_cpp.hpp"

using namespace mfa;
using namespace std::chrono_literals;

static void numbers_are_digits_only() {
    CHECK_EQUAL(parse_unsigned("0").value(), 0U);
    CHECK_EQUAL(parse_unsigned("18446744073709551615").value(), 18446744073709551615ULL);
    for (const char* bad : {"", "-1", "+1", " 1", "1 ", "0x1", "18446744073709551616"}) {
        CHECK(!parse_unsigned(bad));
    }
}

static void durations_take_a_unit() {
    CHECK(parse_duration("90") == 90s);
    CHECK(parse_duration("90s") == 90s);
    CHECK(parse_duration("15m") == 900s);
    CHECK(parse_duration("12h") == 43200s);
    CHECK(parse_duration("7d") == 604800s);
    for (const char* bad : {"", "h", "0", "0s", "-1h", "1w", "1.5h", "99999999999999999d"}) {
        CHECK(!parse_duration(bad));
    }
}

static void hex_goes_there_and_back() {
    const std::vector<std::uint8_t> bytes{0x00, 0x7F, 0xFF};
    CHECK_EQUAL(to_hex(bytes), "007fff");
    CHECK(from_hex("007fff") == bytes);
    CHECK(!from_hex("0"));
    CHECK(!from_hex("0g"));
    CHECK(!from_hex("AA"));
}

static void control_characters_never_reach_a_log() {
    CHECK_EQUAL(escape_controls("plain \xC3\xA9"), "plain \xC3\xA9");
    CHECK_EQUAL(escape_controls("a\nb\x1b[2J\x7f"), "a\\x0ab\\x1b[2J\\x7f");
    CHECK_EQUAL(escape_controls("back\\slash"), "back\\x5cslash");
    CHECK_EQUAL(escape_controls("\xC2\x9B"), "\\xc2\\x9b");          // C1 CSI
    CHECK_EQUAL(escape_controls("\xFF\xC0\xAF"), "\\xff\\xc0\\xaf"); // not UTF-8
}

static void times_are_rfc_3339() {
    CHECK_EQUAL(format_rfc3339(WallTime{0s}), "1970-01-01T00:00:00Z");
    CHECK_EQUAL(format_rfc3339(WallTime{4102444800s}), "2100-01-01T00:00:00Z");
}

static void user_names_that_could_be_paths_are_refused() {
    for (const char* good : {"alice", "alice.b-c_d", "DOMAIN\\alice", "alice@example.org", "..."}) {
        CHECK(is_acceptable_user_name(good));
    }
    for (const char* bad : {"", ".", "..", "a/b", "a:b", "-rf", "a\nb"}) {
        CHECK(!is_acceptable_user_name(bad));
    }
    CHECK(!is_acceptable_user_name(std::string(65, 'a')));
}

int main() {
    return mfa::test::run("base/text", {
                                           TEST(numbers_are_digits_only),
                                           TEST(durations_take_a_unit),
                                           TEST(hex_goes_there_and_back),
                                           TEST(control_characters_never_reach_a_log),
                                           TEST(times_are_rfc_3339),
                                           TEST(user_names_that_could_be_paths_are_refused),
                                       });
}
