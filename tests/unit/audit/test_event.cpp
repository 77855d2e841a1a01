#include "engine/audit/event.hpp"
#include "tests/support/cmocka_cpp.hpp"

using mfa::audit::Event;

static void a_line_is_key_value() {
    const Event event =
        Event{"verify"}.with("user", "alice").with("outcome", "accepted").with("retry_after_s", 30);
    CHECK_EQUAL(event.line(), "event=verify user=alice outcome=accepted retry_after_s=30");
}

static void empty_values_are_left_out() {
    CHECK_EQUAL(Event{"verify"}.with("user", "").line(), "event=verify");
}

static void nobody_can_write_a_second_line_or_key() {
    CHECK_EQUAL(Event{"x"}.with("user", "a\nevent=decision").line(),
                "event=x user=\"a\\x0aevent=decision\"");
    CHECK_EQUAL(Event{"x"}.with("user", "a decision=Allow").line(),
                "event=x user=\"a decision=Allow\"");
    CHECK_EQUAL(Event{"x"}.with("user", "a\" b=\"c").line(), "event=x user=\"a\\x22 b=\\x22c\"");
    CHECK_EQUAL(Event{"x"}.with("user", "\x1b[31m").line(), "event=x user=\\x1b[31m");
}

static void long_values_are_cut() {
    const Event event = Event{"x"}.with("user", std::string(5000, 'a'));
    CHECK(event.line().size() < 300);
    CHECK(event.line().ends_with("..."));
}

int main() {
    return mfa::test::run("audit/event", {
                                             TEST(a_line_is_key_value),
                                             TEST(empty_values_are_left_out),
                                             TEST(nobody_can_write_a_second_line_or_key),
                                             TEST(long_values_are_cut),
                                         });
}
