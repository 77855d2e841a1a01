#include "mfa_tool/times.hpp"
#include "tests/support/cmocka_cpp.hpp"

using namespace mfa;
using namespace mfa::tool;

static void a_time_of_the_helper_is_read() {
    // date -u -d 2026-11-23T10:00:00Z +%s
    CHECK(parse_rfc3339("2026-11-23T10:00:00Z") == WallTime{std::chrono::seconds{1795428000}});
    CHECK(parse_rfc3339("1970-01-01T00:00:00Z") == WallTime{});
}

static void anything_else_is_no_time() {
    for (const char* text :
         {"", "2026-11-23", "2026-11-23T10:00:00", "2026-11-23T10:00:00Zx", "2026-02-30T10:00:00Z",
          " 2026-11-23T10:00:00Z", "2026-11-23T10:00:00+01:00", "2026-1-2T10:00:00Z"}) {
        CHECK(!parse_rfc3339(text));
    }
}

static void the_rest_of_a_term_is_told_in_words() {
    const WallTime now{std::chrono::seconds{1795428000}};
    CHECK_EQUAL(until_in_words("2026-11-23T18:00:00Z", now), "2026-11-23T18:00:00Z (in 8 h)");
    CHECK_EQUAL(until_in_words("2026-11-23T10:00:00Z", now), "2026-11-23T10:00:00Z (over)");
}

static void what_is_no_time_is_shown_safely() {
    CHECK_EQUAL(until_in_words("\x1b[2J", WallTime{}), "\\x1b[2J");
}

int main() {
    return mfa::test::run("tool/times", {
                                            TEST(a_time_of_the_helper_is_read),
                                            TEST(anything_else_is_no_time),
                                            TEST(the_rest_of_a_term_is_told_in_words),
                                            TEST(what_is_no_time_is_shown_safely),
                                        });
}
