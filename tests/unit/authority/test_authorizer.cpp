#include "engine/authority/authorizer.hpp"
#include "tests/support/cmocka_cpp.hpp"

using mfa::authority::source_address;

static void addresses_are_taken_and_names_are_not() {
    CHECK_EQUAL(source_address("192.0.2.1").value(), "192.0.2.1");
    CHECK_EQUAL(source_address("2001:db8::1").value(), "2001:db8::1");
    CHECK_EQUAL(source_address("2001:0DB8:0::1").value(), "2001:db8::1");
    CHECK_EQUAL(source_address("fe80::1%eth0").value(), "fe80::1");
    CHECK_EQUAL(source_address("::ffff:192.0.2.1").value(), "192.0.2.1");
    for (const char* name : {"", "localhost", "host.example.org", "192.0.2", "192.0.2.1.5", "1"}) {
        CHECK(!source_address(name));
    }
}

int main() {
    return mfa::test::run("authority/authorizer", {TEST(addresses_are_taken_and_names_are_not)});
}
