// pam_oath's users file, also as liboath itself writes it. Codes are those of RFC 4226 appendix D
// and RFC 6238 appendix B.
#include "engine/transfer/oath_users.hpp"

#include "tests/unit/transfer/reading.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <liboath/oath.h>
#include <unistd.h>

namespace {

using namespace mfa::test;
using mfa::transfer::Kind;
using mfa::transfer::Report;

Report read(const std::string& text) {
    return mfa::transfer::read_oath_users(secret_text(text));
}

/// A line of that type, PIN and rest for alice.
std::string line(const std::string& type, const std::string& rest = "", const char* pin = "-") {
    return type + " alice " + pin + " " + std::string{rfc_hexadecimal} + rest + "\n";
}

void each_type_says_kind_period_and_digits() {
    struct Expected {
        const char* type;
        Kind kind;
        unsigned period_s;
        unsigned digits;
    };
    for (const auto& [type, kind, period_s, digits] :
         {Expected{"HOTP", Kind::hotp, 30, 6}, Expected{"HOTP/E", Kind::hotp, 30, 6},
          Expected{"HOTP/E/6", Kind::hotp, 30, 6}, Expected{"HOTP/E/8", Kind::hotp, 30, 8},
          Expected{"HOTP/T30", Kind::totp, 30, 6}, Expected{"HOTP/T30/6", Kind::totp, 30, 6},
          Expected{"HOTP/T30/8", Kind::totp, 30, 8}, Expected{"HOTP/T60", Kind::totp, 60, 6},
          Expected{"HOTP/T60/8", Kind::totp, 60, 8}}) {
        const Report report = read(line(type));
        const auto& entry = only_entry(report);
        CHECK_EQUAL(entry.user, "alice");
        CHECK(entry.parameters.kind == kind);
        CHECK_EQUAL(entry.parameters.period_s, period_s);
        CHECK_EQUAL(entry.parameters.digits, digits);
        CHECK(entry.parameters.algorithm == mfa::otp::Algorithm::sha1);
        CHECK(entry.secret.equals(rfc_secret));
    }
}

void types_that_liboath_does_not_know_are_refused() {
    for (const char* type : {"HOTP/T", "HOTP/T45", "HOTP/E/9", "HOTP/T30/SHA256", "TOTP", "hotp",
                             "HOTP/T30/6/", "MOTP/E"}) {
        check_refused(read(line(type)), "1:1", "unknown type");
    }
    check_refused(read(line("HOTP/E/7")), "1:1", "7 digits");
}

void a_counter_that_was_used_is_followed_by_the_next() {
    CHECK_EQUAL(only_entry(read(line("HOTP"))).counter, 0U);
    CHECK_EQUAL(only_entry(read(line("HOTP", " 5"))).counter, 5U);
    CHECK_EQUAL(only_entry(read(line("HOTP", " 5 254676 2009-12-07T23:23:49L"))).counter, 6U);
}

void a_file_that_liboath_wrote_continues_with_the_next_code() {
    std::array<char, 32> folder{"/tmp/mfa-oath-XXXXXX"};
    CHECK(::mkdtemp(folder.data()) != nullptr);
    const std::string path = std::string{folder.data()} + "/users.oath";
    std::ofstream{path} << line("HOTP");
    time_t last = 0;
    CHECK_EQUAL(oath_init(), OATH_OK);
    // RFC 4226 appendix D: the code of counter 2
    const int status =
        oath_authenticate_usersfile(path.c_str(), "alice", "359152", 5, nullptr, &last);
    std::stringstream written;
    written << std::ifstream{path}.rdbuf();
    CHECK_EQUAL(std::remove(path.c_str()), 0);
    CHECK_EQUAL(::rmdir(folder.data()), 0);
    CHECK_EQUAL(status, OATH_OK);
    CHECK_EQUAL(only_entry(read(written.str())).counter, 3U);
}

/// RFC 6238 appendix B: at 1111111109 the eight-digit code is 07081804; its step is 37037036.
void the_step_of_the_last_code_is_spent() {
    CHECK_EQUAL(only_entry(read(line("HOTP/T30/8", " 0 07081804 2005-03-18T01:58:29L"))).last_step,
                37037036);
    // used a minute later, in a wide window
    CHECK_EQUAL(only_entry(read(line("HOTP/T30/8", " 0 07081804 2005-03-18T01:59:29L"))).last_step,
                37037036);
}

void where_the_last_code_fits_nowhere_its_time_is_spent() {
    CHECK_EQUAL(only_entry(read(line("HOTP/T30/8", " 0 00000000 2005-03-18T01:58:29L"))).last_step,
                37037036);
}

void a_pin_is_a_factor_that_is_not_dropped() {
    const Report report = read(line("HOTP", "", "4711"));
    check_refused(report, "1:12", "PIN");
    CHECK(findings_of(report).find("4711") == std::string::npos);
    const Report with_plus = read(line("HOTP", "", "+"));
    CHECK_EQUAL(only_entry(with_plus).user, "alice");
    CHECK_EQUAL(findings_of(with_plus).substr(0, 9), "1:12 note");
}

void bad_lines_do_not_stop_others() {
    const Report report =
        read("# tokens\n\n" + line("HOTP/X") + line("HOTP", "zz") + "HOTP\tbob\t-\t" +
             std::string{rfc_hexadecimal} + "\t3\r\n" + "HOTP carol\n");
    CHECK_EQUAL(report.entries.size(), 1U);
    CHECK_EQUAL(report.entries[0].user, "bob");
    CHECK_EQUAL(report.entries[0].counter, 3U);
    CHECK_EQUAL(report.entries[0].place.line, 5U);
    CHECK_EQUAL(report.findings.size(), 3U);
    CHECK(report.has_errors());
}

void two_lines_of_a_user_are_two_devices() {
    const Report report = read(line("HOTP") + line("HOTP/T30") + line("HOTP/T60"));
    CHECK_EQUAL(report.entries.size(), 3U);
    CHECK_EQUAL(report.entries[0].device, "");
    CHECK_EQUAL(report.entries[1].device, "imported-2");
    CHECK_EQUAL(report.entries[2].device, "imported-3");
    CHECK(!report.has_errors());
}

void each_field_is_checked_where_it_stands() {
    const std::string long_line = line("HOTP", " 1 287082 2009-12-07T23:23:49L extra");
    check_refused(read(long_line), "1:85", "seven");
    check_refused(read("HOTP ../x - " + std::string{rfc_hexadecimal} + "\n"), "1:6", "name");
    check_refused(read("HOTP alice - 31323\n"), "1:14", "odd number");
    check_refused(read("HOTP alice - 3132zz\n"), "1:18", "hexadecimal");
    check_refused(read("HOTP alice - 00\n"), "1:14", "1 bytes");
    check_refused(read(line("HOTP", " x")), "1:55", "counter");
    check_refused(read(line("HOTP", " -1")), "1:55", "counter");
    check_refused(read(line("HOTP", " 1 28708")), "1:57", "code");
    check_refused(read(line("HOTP", " 1 287082 yesterday")), "1:64", "time");
}

void findings_are_bounded() {
    std::string text;
    for (std::size_t i = 0; i < 3 * mfa::transfer::findings_max; ++i) {
        text += "x\n";
    }
    const Report report = read(text);
    CHECK_EQUAL(report.findings.size(), mfa::transfer::findings_max);
    CHECK(report.has_errors());
}

} // namespace

int main() {
    // LAST-TIME is local time; RFC 6238 speaks UTC.
    if (::setenv("TZ", "UTC", 1) != 0) {
        return 1;
    }
    ::tzset();
    return mfa::test::run(
        "transfer/oath_users",
        {TEST(each_type_says_kind_period_and_digits),
         TEST(types_that_liboath_does_not_know_are_refused),
         TEST(a_counter_that_was_used_is_followed_by_the_next),
         TEST(a_file_that_liboath_wrote_continues_with_the_next_code),
         TEST(the_step_of_the_last_code_is_spent),
         TEST(where_the_last_code_fits_nowhere_its_time_is_spent),
         TEST(a_pin_is_a_factor_that_is_not_dropped), TEST(bad_lines_do_not_stop_others),
         TEST(two_lines_of_a_user_are_two_devices), TEST(each_field_is_checked_where_it_stands),
         TEST(findings_are_bounded)});
}
