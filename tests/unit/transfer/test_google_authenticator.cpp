// Files as FILEFORMAT of google-authenticator-libpam describes them and as its module reads them.
#include "engine/transfer/google_authenticator.hpp"

#include "tests/unit/transfer/reading.hpp"

namespace {

using namespace mfa::test;
using mfa::transfer::Kind;
using mfa::transfer::Report;

Report read(const std::string& text) {
    return mfa::transfer::read_google_authenticator(secret_text(text));
}

/// A file with that secret and those lines.
std::string file(const std::string& lines) {
    return std::string{rfc_base32} + "\n" + lines;
}

void a_file_as_the_tool_makes_it_is_taken_whole() {
    const Report report = read(file("\" RATE_LIMIT 3 30\n\" WINDOW_SIZE 17\n\" DISALLOW_REUSE\n"
                                    "\" TOTP_AUTH\n36219574\n98765432\n"));
    const auto& entry = only_entry(report);
    CHECK(entry.parameters.kind == Kind::totp);
    CHECK(entry.secret.equals(rfc_secret));
    CHECK(entry.parameters == mfa::otp::Parameters{});
    CHECK_EQUAL(entry.last_step, -1);
    CHECK_EQUAL(entry.drift_s, 0);
    CHECK_EQUAL(entry.scratch_codes.size(), 2U);
    CHECK(entry.scratch_codes[0].equals("36219574"));
    CHECK(entry.scratch_codes[1].equals("98765432"));
    CHECK_EQUAL(findings_of(report).substr(0, 8), "2:3 note");
    CHECK_EQUAL(report.findings.size(), 2U);
}

void spent_steps_are_the_latest_of_the_list() {
    CHECK_EQUAL(only_entry(read(file("\" DISALLOW_REUSE 59000001 59000003 59000002\n"
                                     "\" TOTP_AUTH\n")))
                    .last_step,
                59000003);
}

void skew_counts_in_steps_of_the_file() {
    CHECK_EQUAL(only_entry(read(file("\" TIME_SKEW -4\n\" TOTP_AUTH\n"))).drift_s, -120);
    const Report report = read(file("\" TIME_SKEW 2\n\" STEP_SIZE 60\n\" TOTP_AUTH\n"));
    CHECK_EQUAL(only_entry(report).drift_s, 120);
    CHECK_EQUAL(only_entry(report).parameters.period_s, 60U);
}

void a_hotp_counter_is_the_counter_of_the_next_code() {
    const Report report = read(file("\" HOTP_COUNTER 7\n"));
    CHECK(only_entry(report).parameters.kind == Kind::hotp);
    CHECK_EQUAL(only_entry(report).counter, 7U);
}

void hotp_goes_before_totp_unless_its_counter_is_0() {
    CHECK(only_entry(read(file("\" TOTP_AUTH\n\" HOTP_COUNTER 1\n"))).parameters.kind ==
          Kind::hotp);
    CHECK(only_entry(read(file("\" TOTP_AUTH\n\" HOTP_COUNTER 0\n"))).parameters.kind ==
          Kind::totp);
    check_refused(read(file("\" HOTP_COUNTER 0\n")), "1:1", "not in use");
}

void a_secret_that_nothing_uses_is_not_taken() {
    check_refused(read(file("36219574\n")), "1:1", "neither `TOTP_AUTH`");
}

void a_secret_is_read_as_the_module_reads_it() {
    for (const char* secret :
         {"gezdgnbvgy3tqojqgezdgnbvgy3tqojq", "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ",
          "GEZD-GNBV-GY3T-QOJQ-GEZD-GNBV-GY3T-QOJQ", "GEZDGNBVGY3TQ0JQGEZDGNBVGY3TQ0JQ",
          "GEZDGN8VGY3TQOJQGEZDGN8VGY3TQOJQ\r", " GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ "}) {
        CHECK(only_entry(read(std::string{secret} + "\n\" TOTP_AUTH\n")).secret.equals(rfc_secret));
    }
}

void twenty_six_characters_are_sixteen_bytes() {
    CHECK(only_entry(read("GEZDGNBVGY3TQOJQGEZDGNBVGY\n\" TOTP_AUTH\n"))
              .secret.equals("1234567890123456"));
}

void padding_may_stand_at_the_end_alone() {
    CHECK_EQUAL(only_entry(read("GEZDGNBVGY3TQOJQGEZDGNBVGY======\n\" TOTP_AUTH\n")).secret.size(),
                16U);
    check_refused(read("GEZDGNBVGY3TQOJQ====GEZDGNBVGY3TQOJQ\n\" TOTP_AUTH\n"), "1:21", "padding");
}

void an_old_short_secret_is_taken_with_a_note() {
    const Report report = read("GEZDGNBVGY3TQOJQ\n\" TOTP_AUTH\n");
    CHECK_EQUAL(only_entry(report).secret.size(), 10U);
    CHECK_EQUAL(findings_of(report).substr(0, 8), "1:1 note");
}

void a_secret_shorter_than_ten_bytes_is_not_taken() {
    check_refused(read("GEZDGNBVGY3TQOI\n\" TOTP_AUTH\n"), "1:1", "9 bytes");
}

void what_is_no_base32_is_named_by_its_place_alone() {
    const Report report = read("GEZDGNBVGY3TQOJQ!GEZDGNBVGY3TQOJQ\n\" TOTP_AUTH\n");
    check_refused(report, "1:17", "base32");
    CHECK(findings_of(report).find("GEZD") == std::string::npos);
    check_refused(read("GEZDGNBVGY3TQOJQGEZDGNBVGY3\n\" TOTP_AUTH\n"), "1:1", "length");
}

void a_file_without_a_secret_is_not_taken() {
    check_refused(read(""), "1:1", "empty");
    check_refused(read("\n\" TOTP_AUTH\n"), "1:1", "secret is missing");
    check_refused(read("\" TOTP_AUTH\n"), "1:1", "base32");
}

void unknown_options_are_refused_with_their_line() {
    check_refused(read(file("\" TOTP_AUTH\n\" SOME_THING 1\n")), "3:3",
                  "unknown option `SOME_THING`");
}

void what_looks_like_no_option_is_not_shown() {
    const Report report = read(file("\" TOTP_AUTH\n\" JBSWY3DPEHPK3PXP\n"));
    check_refused(report, "3:3", "unknown option");
    CHECK(findings_of(report).find("JBSW") == std::string::npos);
    CHECK(findings_of(read(file("\" TOTP_AUTH\n\" A_JBSWYDPEHPKPXPXX\n"))).find("JBSW") ==
          std::string::npos);
    check_refused(read(file("\" TOTP_AUTH\n\"TOTP_AUTH\n")), "3:1", "double quote");
    check_refused(read(file("\" TOTP_AUTH\n\"  TIME_SKEW 1\n")), "3:1", "double quote");
}

void a_scratch_code_has_eight_digits_and_no_leading_zero() {
    for (const char* line : {"1234567", "123456789", "01234567", "12 345678", "abcdefgh"}) {
        check_refused(read(file("\" TOTP_AUTH\n" + std::string{line} + "\n")), "3:1",
                      "scratch code");
    }
}

void values_are_within_their_bounds() {
    check_refused(read(file("\" TOTP_AUTH\n\" STEP_SIZE 61\n")), "3:13", "STEP_SIZE");
    check_refused(read(file("\" TOTP_AUTH\n\" STEP_SIZE 5\n")), "3:3", "15 to 300");
    check_refused(read(file("\" TOTP_AUTH\n\" WINDOW_SIZE 101\n")), "3:15", "WINDOW_SIZE");
    check_refused(read(file("\" TOTP_AUTH\n\" TIME_SKEW 4000\n")), "3:3", "more than a day");
    check_refused(read(file("\" TOTP_AUTH\n\" TIME_SKEW x\n")), "3:3", "TIME_SKEW");
    check_refused(read(file("\" TOTP_AUTH\n\" DISALLOW_REUSE 1 -2\n")), "3:20", "DISALLOW_REUSE");
    check_refused(read(file("\" TOTP_AUTH\n\" RATE_LIMIT 3\n")), "3:3", "RATE_LIMIT");
    check_refused(read(file("\" HOTP_COUNTER -1\n")), "2:16", "HOTP_COUNTER");
    check_refused(read(file("\" HOTP_COUNTER 18446744073709551615\n")), "2:16", "HOTP_COUNTER");
}

void an_option_stands_once() {
    check_refused(read(file("\" TOTP_AUTH\n\" TOTP_AUTH\n")), "3:3", "twice");
}

void what_has_no_equivalent_is_noted() {
    const Report report = read(file("\" TOTP_AUTH\n\" LAST0 192.0.2.7 1700000000\n"
                                    "\" LAST1 192.0.2.8 1700000001\n"
                                    "\" RESETTING_TIME_SKEW 56666666+3 56666667+3\n"));
    CHECK_EQUAL(only_entry(report).user, "");
    CHECK_EQUAL(report.findings.size(), 2U);
}

void a_file_is_bounded() {
    check_refused(read(file(std::string(65536, '\n'))), "1:1", "larger than");
    std::string codes;
    for (int i = 0; i < 101; ++i) {
        codes += "12345678\n";
    }
    check_refused(read(file("\" TOTP_AUTH\n" + codes)), "103:1", "more than 100");
}

} // namespace

int main() {
    return mfa::test::run("transfer/google_authenticator",
                          {TEST(a_file_as_the_tool_makes_it_is_taken_whole),
                           TEST(spent_steps_are_the_latest_of_the_list),
                           TEST(skew_counts_in_steps_of_the_file),
                           TEST(a_hotp_counter_is_the_counter_of_the_next_code),
                           TEST(hotp_goes_before_totp_unless_its_counter_is_0),
                           TEST(a_secret_that_nothing_uses_is_not_taken),
                           TEST(a_secret_is_read_as_the_module_reads_it),
                           TEST(twenty_six_characters_are_sixteen_bytes),
                           TEST(padding_may_stand_at_the_end_alone),
                           TEST(an_old_short_secret_is_taken_with_a_note),
                           TEST(a_secret_shorter_than_ten_bytes_is_not_taken),
                           TEST(what_is_no_base32_is_named_by_its_place_alone),
                           TEST(a_file_without_a_secret_is_not_taken),
                           TEST(unknown_options_are_refused_with_their_line),
                           TEST(what_looks_like_no_option_is_not_shown),
                           TEST(a_scratch_code_has_eight_digits_and_no_leading_zero),
                           TEST(values_are_within_their_bounds),
                           TEST(an_option_stands_once),
                           TEST(what_has_no_equivalent_is_noted),
                           TEST(a_file_is_bounded)});
}
