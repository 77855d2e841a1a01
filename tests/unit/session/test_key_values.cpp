#include "engine/session/key_values.hpp"
#include "tests/support/cmocka_cpp.hpp"

using namespace mfa;
using mfa::session::KeyValues;

static void text_comes_back_as_it_was() {
    KeyValues values;
    values.set("user", "alice").set("empty", "").set("uid", 1000).set("odd", "a=b");
    const auto back = CHECK_OK(KeyValues::parse(CHECK_OK(values.text())));
    CHECK_EQUAL(CHECK_OK(back.value("user")), "alice");
    CHECK_EQUAL(CHECK_OK(back.value("empty")), "");
    CHECK_EQUAL(CHECK_OK(back.value("odd")), "a=b");
    CHECK_EQUAL(CHECK_OK(back.number("uid")), 1000U);
    CHECK_ERROR(back.value("none"), ErrorKind::corrupt);
    CHECK_ERROR(back.number("user"), ErrorKind::corrupt);
}

static void torn_and_doubled_lines_are_refused() {
    for (const char* bad : {"user=alice", "user\n", "user=a\nuser=b\n", "=\n=\n", "a\nb=c\n"}) {
        CHECK_ERROR(KeyValues::parse(bad), ErrorKind::corrupt);
    }
    CHECK_OK(KeyValues::parse(""));
}

static void lines_in_another_order_are_not_ours() {
    CHECK_OK(KeyValues::parse("a=2\nb=1\n"));
    CHECK_ERROR(KeyValues::parse("b=1\na=2\n"), ErrorKind::corrupt);
}

static void a_line_break_makes_no_second_key() {
    for (const char* value : {"x\nuid=0", "x\nzone=1", "x\n", "\n"}) {
        KeyValues values;
        values.set("remote_host", value).set("uid", 1000);
        CHECK_ERROR(values.text(), ErrorKind::invalid_input);
    }
    for (const char* key : {"a\nb", "a=b"}) {
        CHECK_ERROR(KeyValues{}.set(key, "x").text(), ErrorKind::invalid_input);
    }
}

int main() {
    return mfa::test::run("session/key_values", {
                                                    TEST(text_comes_back_as_it_was),
                                                    TEST(torn_and_doubled_lines_are_refused),
                                                    TEST(lines_in_another_order_are_not_ours),
                                                    TEST(a_line_break_makes_no_second_key),
                                                });
}
