// Numbers, dates, addresses and base64 as the condition operators read them.
#include "engine/policy/address.hpp"
#include "engine/policy/base64.hpp"
#include "engine/policy/date.hpp"
#include "engine/policy/decimal.hpp"
#include "tests/unit/policy/support.hpp"

using namespace mfa;
using policy::Address;
using policy::Decimal;
using policy::decode_base64;
using policy::Instant;
using policy::Network;

namespace {

Decimal number(std::string_view text) {
    return Decimal::parse(text).value();
}

Instant instant(std::string_view text) {
    return Instant::parse(text).value();
}

bool contains(std::string_view network, std::string_view address) {
    return Network::parse(network).value().contains(Address::parse(address).value());
}

} // namespace

static void numbers_compare_exactly_however_long() {
    CHECK(number("10") == number("10.0"));
    CHECK(number("007") == number("7"));
    CHECK(number("-0") == number("0.00"));
    CHECK(number("9") < number("10"));
    CHECK(number("-10") < number("-9"));
    CHECK(number("-1") < number("0"));
    CHECK(number("0.25") < number("0.5"));
    CHECK(number("-0.5") < number("-0.25"));
    CHECK(number("9007199254740993") > number("9007199254740992")); // not so as doubles
    CHECK(number("123456789012345678901234567890") < number("123456789012345678901234567891"));
}

static void what_is_no_plain_number_is_none() {
    for (const char* text : {"", "-", "+1", ".5", "5.", "1e3", "0x10", " 1", "1 ", "1,000", "--1",
                             "1.2.3", "NaN", "inf", "1-"}) {
        CHECK(!Decimal::parse(text));
    }
}

static void dates_name_the_same_moment_in_each_form() {
    // 1577836800 is 2020-01-01T00:00:00Z (date -u -d @1577836800)
    for (const char* text :
         {"1577836800", "1577836800.0", "2020-01", "2020-01-01", "2020-01-01T00:00Z",
          "2020-01-01T00:00:00Z", "2020-01-01T00:00:00.000Z", "2020-01-01T05:30:00+05:30",
          "2019-12-31T16:00:00-08:00", "2020-01-01T00:00:00-00:00"}) {
        CHECK(instant(text) == instant("1577836800"));
    }
    CHECK(instant("2024-02-29") == instant("1709164800"));
    CHECK(instant("1969-12-31T23:59:59Z") == instant("-1"));
    CHECK(instant("2020-01-01T00:00:00.25Z") < instant("2020-01-01T00:00:00.5Z"));
    CHECK(instant("1577836800.25") == instant("2020-01-01T00:00:00.250Z"));
    CHECK(instant("2020-01-01T00:00:00Z") < instant("2020-01-01T00:00:01Z"));
    CHECK(instant("2020") == instant("1970-01-01T00:33:40Z")); // digits alone are seconds
}

static void dates_that_do_not_exist_are_none() {
    for (const char* text : {"",
                             "-",
                             "2020-1-1",
                             "2020-13-01",
                             "2020-00-10",
                             "2026-02-29",
                             "2020-01-32",
                             "2020-01-01T24:00:00Z",
                             "2020-01-01T00:60:00Z",
                             "2020-01-01T00:00:60Z",
                             "2020-01-01T00:00:00",
                             "2020-01-01 00:00:00Z",
                             "2020-01-01T00:00:00z",
                             "2020-01-01T00:00:00+0100",
                             "2020-01-01T00:00:00+01",
                             "2020-01-01T00:00:00.Z",
                             "2020-01-01T00Z",
                             "2020-01T00:00Z",
                             "20200101T000000Z",
                             "2020-01-01T00:00:00ZZ",
                             "99999999999999999999",
                             "-1.5",
                             "1.",
                             ".5",
                             "1e9",
                             " 1",
                             "tomorrow",
                             "02020-01-01"}) {
        CHECK(!Instant::parse(text));
    }
}

static void networks_hold_their_addresses_and_no_others() {
    CHECK(contains("192.0.2.0/24", "192.0.2.255"));
    CHECK(!contains("192.0.2.0/24", "192.0.3.0"));
    CHECK(contains("192.0.2.77/24", "192.0.2.1")); // host bits are ignored
    CHECK(contains("192.0.2.128/25", "192.0.2.128"));
    CHECK(!contains("192.0.2.128/25", "192.0.2.127"));
    CHECK(contains("192.0.2.7", "192.0.2.7"));
    CHECK(!contains("192.0.2.7", "192.0.2.6"));
    CHECK(contains("0.0.0.0/0", "255.255.255.255"));
    CHECK(contains("2001:db8::/32", "2001:db8:ffff::1"));
    CHECK(!contains("2001:db8::/32", "2001:db9::"));
    CHECK(contains("2001:DB8::1", "2001:db8:0:0::1"));
    CHECK(contains("2001:db8::/127", "2001:db8::1"));
    CHECK(!contains("2001:db8::/127", "2001:db8::2"));
    CHECK(contains("::/0", "::1"));
}

static void a_network_holds_no_address_of_the_other_family() {
    CHECK(!contains("0.0.0.0/0", "::1"));
    CHECK(!contains("::/0", "127.0.0.1"));
    CHECK(!contains("127.0.0.1", "::ffff:127.0.0.1"));
    CHECK(contains("::ffff:0:0/96", "::ffff:127.0.0.1"));
}

static void what_is_no_address_is_none() {
    for (const char* text :
         {"", "1.2.3", "1.2.3.256", "01.2.3.4", "1.2.3.4.5", " 1.2.3.4", "1.2.3.4 ", "localhost",
          "1.2.3.4:22", "[::1]", "fe80::1%eth0", "1:2:3:4:5:6:7", "::1::"}) {
        CHECK(!Address::parse(text));
    }
    CHECK(!Address::parse(std::string_view{"1.2.3.4\0x", 9}));
    for (const char* text : {"1.2.3.4/", "1.2.3.4/33", "1.2.3.4/-1", "1.2.3.4/08", "1.2.3.4/8/8",
                             "::/129", "/8", "1.2.3.4/255.0.0.0"}) {
        CHECK(!Network::parse(text));
    }
}

static void base64_follows_rfc_4648() {
    // RFC 4648, section 10
    CHECK_EQUAL(decode_base64("").value(), "");
    CHECK_EQUAL(decode_base64("Zg==").value(), "f");
    CHECK_EQUAL(decode_base64("Zm8=").value(), "fo");
    CHECK_EQUAL(decode_base64("Zm9v").value(), "foo");
    CHECK_EQUAL(decode_base64("Zm9vYmFy").value(), "foobar");
    CHECK_EQUAL(decode_base64("AP/+").value(), std::string("\x00\xFF\xFE", 3));
    for (const char* text : {"Zg", "Zg=", "Zg===", "Z===", "====", "Zh==", "Zm9=", "Zm 9v",
                             "Zm9v\n", "Zm-_", "Zg==Zg=="}) {
        CHECK(!decode_base64(text));
    }
}

int main() {
    return mfa::test::run("policy/values", {
                                               TEST(numbers_compare_exactly_however_long),
                                               TEST(what_is_no_plain_number_is_none),
                                               TEST(dates_name_the_same_moment_in_each_form),
                                               TEST(dates_that_do_not_exist_are_none),
                                               TEST(networks_hold_their_addresses_and_no_others),
                                               TEST(a_network_holds_no_address_of_the_other_family),
                                               TEST(what_is_no_address_is_none),
                                               TEST(base64_follows_rfc_4648),
                                           });
}
