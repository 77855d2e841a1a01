// Key URIs, as the google-authenticator wiki describes them ("Key Uri Format").
#include "engine/transfer/otpauth_uri.hpp"

#include "engine/otp/uri.hpp"
#include "tests/unit/transfer/reading.hpp"

namespace {

using namespace mfa::test;
using mfa::transfer::Kind;
using mfa::transfer::Report;

Report read(const std::string& text) {
    return mfa::transfer::read_otpauth_uris(secret_text(text));
}

/// A URI with that after the secret of RFC 4226.
std::string uri(const std::string& parameters, const std::string& start = "otpauth://totp/alice") {
    return start + "?secret=" + std::string{rfc_base32} + parameters;
}

void a_uri_without_options_has_the_defaults() {
    const Report report = read(uri(""));
    const auto& entry = only_entry(report);
    CHECK_EQUAL(entry.user, "alice");
    CHECK(entry.parameters.kind == Kind::totp);
    CHECK(entry.parameters == mfa::otp::Parameters{});
    CHECK(entry.secret.equals(rfc_secret));
}

void every_option_is_taken() {
    const Report report = read(uri("&issuer=ACME%20Co&algorithm=SHA256&digits=8&period=60",
                                   "otpauth://totp/ACME%20Co:%20john.doe@email.com"));
    const auto& entry = only_entry(report);
    CHECK_EQUAL(entry.user, "john.doe@email.com");
    CHECK(entry.parameters == (mfa::otp::Parameters{mfa::otp::Algorithm::sha256, 8, 60}));
    CHECK_EQUAL(report.findings.size(), 0U);
}

void hotp_has_a_counter() {
    const Report report = read(uri("&counter=42", "otpauth://hotp/alice"));
    CHECK(only_entry(report).parameters.kind == Kind::hotp);
    CHECK_EQUAL(only_entry(report).counter, 42U);
    check_refused(read(uri("", "otpauth://hotp/alice")), "1:1", "`counter` is missing");
}

void our_own_uris_are_read() {
    const auto made = CHECK_OK(mfa::otp::key_uri("web 1", "älice", secret_text(rfc_base32),
                                                 {mfa::otp::Algorithm::sha512, 8, 45}));
    const Report report = read(std::string{made.view()});
    CHECK_EQUAL(only_entry(report).user, "älice");
    CHECK(only_entry(report).parameters ==
          (mfa::otp::Parameters{mfa::otp::Algorithm::sha512, 8, 45}));
}

void a_secret_is_read_in_every_spelling() {
    for (const char* secret :
         {"gezdgnbvgy3tqojqgezdgnbvgy3tqojq", "GEZD%20GNBV%20GY3T%20QOJQ%20GEZDGNBVGY3TQOJQ",
          "GEZD-GNBV-GY3T-QOJQ-GEZD-GNBV-GY3T-QOJQ", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ%3D%3D"}) {
        CHECK(only_entry(read("otpauth://totp/a?secret=" + std::string{secret}))
                  .secret.equals(rfc_secret));
    }
    check_refused(read("otpauth://totp/a?secret=GEZDGNBVGY3TQ0JQGEZDGNBVGY3TQOJQ"), "1:38",
                  "base32");
}

void percent_encoding_is_strict() {
    check_refused(read(uri("", "otpauth://totp/al%2")), "1:18", "hexadecimal");
    check_refused(read(uri("", "otpauth://totp/al%zzce")), "1:18", "hexadecimal");
    check_refused(read(uri("", "otpauth://totp/al%00ice")), "1:16", "control");
    check_refused(read(uri("", "otpauth://totp/al%0Aice")), "1:16", "control");
    check_refused(read(uri("", "otpauth://totp/al%FFice")), "1:16", "UTF-8");
    check_refused(read(uri("&issuer=%C0%80")), "1:69", "UTF-8");
    check_refused(read(uri("", "otpauth://totp/al ice")), "1:18", "percent-encoded");
    check_refused(read(uri("", "otpauth://totp/älice")), "1:16", "percent-encoded");
    check_refused(read(uri("#x")), "1:61", "fragment");
}

void what_is_no_key_uri_is_refused() {
    check_refused(read("https://example.com/?secret=x"), "1:1", "otpauth://");
    check_refused(read("otpauth-migration://offline?data=CiEK"), "1:1", "one by one");
    check_refused(read("otpauth://totp?secret=x"), "1:11", "TYPE/LABEL");
    check_refused(read("otpauth://totp/alice"), "1:11", "TYPE/LABEL");
    check_refused(read(uri("", "otpauth://steam/alice")), "1:11", "type");
    check_refused(read(uri("", "otpauth://totp/")), "1:16", "account");
    check_refused(read(uri("", "otpauth://totp/ACME:")), "1:16", "account");
    check_refused(read("otpauth://totp/alice?digits=6"), "1:1", "`secret` is missing");
}

void parameters_are_checked_where_they_stand() {
    check_refused(read(uri("&digits=7")), "1:1", "7 digits");
    check_refused(read(uri("&digits=+6")), "1:69", "number");
    check_refused(read(uri("&period=5")), "1:1", "5 seconds");
    check_refused(read(uri("&period=99999")), "1:69", "number");
    check_refused(read(uri("&algorithm=MD5")), "1:72", "SHA1");
    check_refused(read(uri("&digits=6&digits=6")), "1:71", "twice");
    check_refused(read(uri("&digits")), "1:62", "NAME=VALUE");
    check_refused(read(uri("&counter=18446744073709551615", "otpauth://hotp/alice")), "1:70",
                  "counter");
}

void parameters_of_others_are_noted_and_never_shown() {
    const Report report = read(uri("&JBSWY3DPEHPK3PXP=x"));
    CHECK_EQUAL(only_entry(report).user, "alice");
    CHECK_EQUAL(report.findings.size(), 1U);
    CHECK(findings_of(report).find("JBSW") == std::string::npos);
}

void bad_lines_do_not_stop_others() {
    const Report report = read("\nnonsense\n  " + uri("") + "\r\n" + uri("&digits=8") + "\n");
    CHECK_EQUAL(report.entries.size(), 2U);
    CHECK_EQUAL(report.entries[0].place.line, 3U);
    CHECK_EQUAL(report.entries[0].place.column, 3U);
    CHECK_EQUAL(report.entries[1].device, "imported-2");
    CHECK(report.has_errors());
}

void input_is_bounded() {
    check_refused(read(std::string(65537, 'x')), "1:1", "larger than");
    check_refused(read(uri("&issuer=" + std::string(5000, 'x'))), "1:1", "longer than");
}

} // namespace

int main() {
    return mfa::test::run("transfer/otpauth_uri",
                          {TEST(a_uri_without_options_has_the_defaults),
                           TEST(every_option_is_taken), TEST(hotp_has_a_counter),
                           TEST(our_own_uris_are_read), TEST(a_secret_is_read_in_every_spelling),
                           TEST(percent_encoding_is_strict), TEST(what_is_no_key_uri_is_refused),
                           TEST(parameters_are_checked_where_they_stand),
                           TEST(parameters_of_others_are_noted_and_never_shown),
                           TEST(bad_lines_do_not_stop_others), TEST(input_is_bounded)});
}
