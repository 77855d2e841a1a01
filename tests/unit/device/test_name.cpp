#include "engine/device/name.hpp"
#include "tests/support/cmocka_cpp.hpp"

using namespace mfa::device;

static void the_first_device_is_named_as_the_user() {
    CHECK_EQUAL(device_name("alice", "").value(), "alice");
    CHECK_EQUAL(device_name("alice", "phone-2").value(), "alice/phone-2");
    CHECK(is_device_name("alice", "alice"));
    CHECK(is_device_name("alice/a+=,.@_-Z9", "alice"));
}

static void nothing_else_is_a_device_name() {
    for (const char* bad : {"", "bob", "alice/", "alice/a/b", "alice/a b", "alice/\n", "alicephone",
                            "alice/*", "alice/\xC3\xA9", "alice/a:b"}) {
        CHECK(!is_device_name(bad, "alice"));
    }
    CHECK(!is_device_name("alice/" + std::string(65, 'a'), "alice"));
    CHECK(is_device_name("alice/" + std::string(64, 'a'), "alice"));
    CHECK(!device_name("alice", "../bob"));
}

int main() {
    return mfa::test::run("device/name", {
                                             TEST(the_first_device_is_named_as_the_user),
                                             TEST(nothing_else_is_a_device_name),
                                         });
}
