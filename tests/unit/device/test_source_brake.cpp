#include "engine/device/source_brake.hpp"
#include "tests/support/cmocka_cpp.hpp"

using namespace mfa::device;
using namespace std::chrono_literals;
using mfa::BootTime;

namespace {

constexpr BootTime start{100'000};

Source source_of_users(std::uint32_t count, BootTime when = start) {
    Source source{1, {}};
    for (std::uint32_t user = 1; user <= count; ++user) {
        note(source, user, when);
    }
    return source;
}

std::chrono::milliseconds wait_after(std::uint32_t users) {
    return source_wait(others_seen(source_of_users(users), 1000, start));
}

void nineteen_users_are_free_and_from_the_twentieth_on_the_wait_grows_to_its_bound() {
    CHECK(wait_after(0) == 0ms);
    CHECK(wait_after(19) == 0ms);
    CHECK(wait_after(20) == 250ms);
    CHECK(wait_after(25) == 1500ms);
    CHECK(wait_after(39) == 5000ms);
    CHECK(wait_after(40) == 5000ms);
    CHECK(wait_after(500) == 5000ms);
}

void one_user_counts_once_however_often_he_fails() {
    Source source{1, {}};
    for (int i = 0; i < 100; ++i) {
        note(source, 7, start + i * 1s);
    }
    CHECK_EQUAL(others_seen(source, 1000, start + 100s), 1U);
    CHECK_EQUAL(others_seen(source, 7, start + 100s), 0U);
}

void what_is_an_hour_old_does_not_count() {
    const Source source = source_of_users(25);
    CHECK_EQUAL(others_seen(source, 1000, start + 3599s), 25U);
    CHECK_EQUAL(others_seen(source, 1000, start + 3600s), 0U);
    CHECK_EQUAL(last_seen_s(source, start + 3599s), 100U);
    CHECK_EQUAL(last_seen_s(source, start + 3600s), 0U);
}

void a_right_code_takes_that_user_out_and_nobody_else() {
    Source source = source_of_users(25);
    forget(source, 3);
    forget(source, 3);
    CHECK_EQUAL(others_seen(source, 1000, start), 24U);
    forget(source, 999);
    CHECK_EQUAL(others_seen(source, 1000, start), 24U);
}

void more_users_than_are_kept_push_out_the_oldest() {
    Source source = source_of_users(40);
    note(source, 41, start + 10s);
    CHECK_EQUAL(others_seen(source, 1000, start + 10s), 40U);
    CHECK_EQUAL(others_seen(source, 1000, start + 3605s), 1U);
}

void a_failure_right_after_boot_is_kept() {
    Source source{1, {}};
    note(source, 7, 0ms);
    CHECK_EQUAL(others_seen(source, 1000, 1s), 1U);
}

void an_address_is_a_source_and_of_ipv6_the_first_64_bits() {
    CHECK_EQUAL(source_name("192.0.2.7"), source_name("::ffff:192.0.2.7"));
    CHECK(source_name("192.0.2.7") != source_name("192.0.2.8"));
    CHECK_EQUAL(source_name("2001:db8:1:2::1"), source_name("2001:DB8:1:2:aaaa:bbbb:cccc:dddd"));
    CHECK(source_name("2001:db8:1:2::1") != source_name("2001:db8:1:3::1"));
    CHECK_EQUAL(source_name("fe80::1%eth0"), source_name("fe80::2%eth1"));
}

void what_is_no_address_is_a_source_by_its_text_and_nothing_is_none() {
    CHECK_EQUAL(source_name(""), "");
    CHECK(source_name("client.example.org") != source_name("other.example.org"));
    CHECK(source_name("4abc") != source_name("192.0.2.7"));
    CHECK_EQUAL(source_name(std::string(1000, 'x')), source_name(std::string(2000, 'x')));
    // inet_pton(3) takes no shorthand: nobody is two sources by writing his address in two ways.
    CHECK_EQUAL(source_name("192.0.2").front(), 'n');
}

} // namespace

int main() {
    return mfa::test::run(
        "device/source_brake",
        {
            TEST(nineteen_users_are_free_and_from_the_twentieth_on_the_wait_grows_to_its_bound),
            TEST(one_user_counts_once_however_often_he_fails),
            TEST(what_is_an_hour_old_does_not_count),
            TEST(a_right_code_takes_that_user_out_and_nobody_else),
            TEST(more_users_than_are_kept_push_out_the_oldest),
            TEST(a_failure_right_after_boot_is_kept),
            TEST(an_address_is_a_source_and_of_ipv6_the_first_64_bits),
            TEST(what_is_no_address_is_a_source_by_its_text_and_nothing_is_none),
        });
}
