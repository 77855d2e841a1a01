#include "engine/base/text.hpp"
#include "engine/present/duration.hpp"
#include "engine/present/enrolment.hpp"
#include "engine/present/key.hpp"
#include "engine/present/key_uri.hpp"
#include "tests/support/cmocka_cpp.hpp"

using namespace mfa;
using namespace mfa::present;
using namespace std::chrono_literals;

static void durations_are_said_in_one_unit() {
    CHECK_EQUAL(duration_in_words(0s), "0 s");
    CHECK_EQUAL(duration_in_words(-5s), "0 s");
    CHECK_EQUAL(duration_in_words(30s), "30 s");
    CHECK_EQUAL(duration_in_words(60s), "1 min");
    CHECK_EQUAL(duration_in_words(90s), "90 s");
    CHECK_EQUAL(duration_in_words(300s), "5 min");
    CHECK_EQUAL(duration_in_words(301s), "6 min");
    CHECK_EQUAL(duration_in_words(1h), "1 h");
    CHECK_EQUAL(duration_in_words(12h), "12 h");
    CHECK_EQUAL(duration_in_words(48h), "2 d");
}

static void a_wait_is_always_named_in_seconds() {
    CHECK_EQUAL(try_again_in(30s), "try again in 30 s");
    CHECK_EQUAL(try_again_in(480s), "try again in 480 s (8 min)");
    CHECK_EQUAL(try_again_in(0s), "try again in 1 s");
}

static void a_key_is_shown_in_groups_of_four() {
    CHECK_EQUAL(CHECK_OK(key_in_groups("GEZDGNBVGY3TQOJQ")).view(), "GEZD GNBV GY3T QOJQ");
    CHECK_EQUAL(CHECK_OK(key_in_groups("GEZDGN")).view(), "GEZD GN");
}

static void a_long_key_is_broken_into_lines_of_ten_groups() {
    const std::string ten_groups = "AAAA AAAA AAAA AAAA AAAA AAAA AAAA AAAA AAAA AAAA";
    CHECK_EQUAL(CHECK_OK(key_in_groups(std::string(40, 'A'))).view(), ten_groups);
    CHECK_EQUAL(CHECK_OK(key_in_groups(std::string(44, 'A'), "  ")).view(),
                ten_groups + "\n  AAAA");
    // 64 bytes of key, the most there is: 103 characters (RFC 4648).
    CHECK_EQUAL(CHECK_OK(key_in_groups(std::string(103, 'A'), "  ")).view(),
                ten_groups + "\n  " + ten_groups + "\n  AAAA AAAA AAAA AAAA AAAA AAA");
}

static void what_is_no_base32_is_not_shown() {
    for (const char* bad : {"", "gezd", "GEZ1", "GEZD====", "GE\x1b[2J"}) {
        CHECK_ERROR(key_in_groups(bad), ErrorKind::invalid_input);
    }
}

static void settings_come_from_the_key_uri() {
    // The example of the google-authenticator wiki, "Key Uri Format".
    const KeySettings settings = CHECK_OK(settings_of_key_uri(
        "otpauth://totp/ACME%20Co:john.doe@email.com?secret=HXDMVJECJJWSRB3HWIZR4IFUGFTMXBOZ"
        "&issuer=ACME%20Co&algorithm=SHA1&digits=6&period=30"));
    CHECK_EQUAL(settings.type, "totp");
    CHECK_EQUAL(settings.issuer, "ACME Co");
    CHECK_EQUAL(settings.account, "john.doe@email.com");
    CHECK_EQUAL(settings.algorithm, "SHA1");
    CHECK_EQUAL(settings.digits, "6");
    CHECK_EQUAL(settings.period_s, "30");
}

static void settings_left_out_have_the_defaults_of_the_format() {
    const KeySettings settings =
        CHECK_OK(settings_of_key_uri("otpauth://totp/host%3A%20alice?secret=GEZD"));
    CHECK_EQUAL(settings.issuer, "host");
    CHECK_EQUAL(settings.account, "alice");
    CHECK_EQUAL(settings.algorithm, "SHA1");
    CHECK_EQUAL(settings.digits, "6");
    CHECK_EQUAL(settings.period_s, "30");
}

static void what_is_no_key_uri_is_refused() {
    for (const char* bad :
         {"", "https://example.org", "otpauth://totp", "otpauth://totp/alice", "otpauth://?/",
          "otpauth://sms/alice?secret=GEZD", "otpauth://totp/?secret=GEZD",
          "otpauth://totp/host:?secret=GEZD", "otpauth://totp/a%2?secret=GEZD",
          "otpauth://totp/a%zz?secret=GEZD", "otpauth://totp/alice?secret"}) {
        CHECK_ERROR(settings_of_key_uri(bad), ErrorKind::invalid_input);
    }
}

static void no_control_character_of_a_uri_reaches_the_terminal() {
    const KeySettings settings =
        CHECK_OK(settings_of_key_uri("otpauth://totp/%1B%5B2Jalice?secret=GEZD"));
    CHECK_EQUAL(settings.account, "\\x1b[2Jalice");
}

static void the_first_screen_fits_80_by_24() {
    const KeySettings settings = CHECK_OK(settings_of_key_uri(
        "otpauth://totp/examplehost:alice?secret=A&algorithm=SHA512&digits=8&period=60"));
    const SecretBuffer key = CHECK_OK(key_and_settings(std::string(103, 'A'), settings));
    const std::string screen = enrolment_introduction() + "\n\n" + std::string{key.view()} +
                               "\n\n" + picture_choices(61) + "\n" + std::string{picture_prompt()};
    const auto lines = split(screen, '\n');
    CHECK(lines.size() <= 24);
    for (const std::string_view line : lines) {
        CHECK(line.size() <= 80);
    }
}

static void the_key_and_all_its_settings_are_shown() {
    const KeySettings settings = CHECK_OK(settings_of_key_uri(
        "otpauth://totp/examplehost:alice?secret=A&algorithm=SHA256&digits=8&period=60"));
    const SecretBuffer shown = CHECK_OK(key_and_settings("GEZDGNBVGY3TQOJQ", settings));
    for (const char* part :
         {"examplehost", "alice", "GEZD GNBV GY3T QOJQ", "SHA256", "8 digits", "60 s"}) {
        CHECK(shown.view().find(part) != std::string_view::npos);
    }
}

static void one_key_chooses_the_picture() {
    CHECK(picture_choice("").value().style == QrStyle::half_blocks);
    CHECK(picture_choice("b").value().style == QrStyle::half_blocks);
    CHECK(picture_choice("i").value().background == Background::light);
    CHECK(picture_choice("a").value().style == QrStyle::ascii);
    CHECK(picture_choice("A").value().style == QrStyle::ascii);
    CHECK(!picture_choice("n").value().style);
    CHECK(!picture_choice("x"));
    CHECK(!picture_choice("123456"));
}

int main() {
    return mfa::test::run("present/words",
                          {
                              TEST(durations_are_said_in_one_unit),
                              TEST(a_wait_is_always_named_in_seconds),
                              TEST(a_key_is_shown_in_groups_of_four),
                              TEST(a_long_key_is_broken_into_lines_of_ten_groups),
                              TEST(what_is_no_base32_is_not_shown),
                              TEST(settings_come_from_the_key_uri),
                              TEST(settings_left_out_have_the_defaults_of_the_format),
                              TEST(what_is_no_key_uri_is_refused),
                              TEST(no_control_character_of_a_uri_reaches_the_terminal),
                              TEST(the_first_screen_fits_80_by_24),
                              TEST(the_key_and_all_its_settings_are_shown),
                              TEST(one_key_chooses_the_picture),
                          });
}
