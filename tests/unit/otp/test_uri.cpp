#include "engine/otp/qr_code.hpp"
#include "engine/otp/uri.hpp"
#include "tests/support/cmocka_cpp.hpp"

using namespace mfa;
using namespace mfa::otp;

static void defaults_are_left_out() {
    const auto uri = CHECK_OK(key_uri("web1", "alice", SecretBuffer::copy_of("MZXW6YTBOI"), {}));
    CHECK_EQUAL(uri.view(), "otpauth://totp/web1:alice?secret=MZXW6YTBOI&issuer=web1");
}

static void what_differs_is_written_out() {
    const auto uri = CHECK_OK(
        key_uri("web1", "alice", SecretBuffer::copy_of("MZXW6YTBOI"), {Algorithm::sha512, 8, 60}));
    CHECK_EQUAL(uri.view(), "otpauth://totp/web1:alice?secret=MZXW6YTBOI&issuer=web1"
                            "&algorithm=SHA512&digits=8&period=60");
}

static void names_are_percent_encoded() {
    const auto uri =
        CHECK_OK(key_uri("Caf\xC3\xA9 & Co", "a/b", SecretBuffer::copy_of("MZXW6YTBOI"), {}));
    CHECK_EQUAL(uri.view(), "otpauth://totp/Caf%C3%A9%20%26%20Co:a%2Fb?secret=MZXW6YTBOI"
                            "&issuer=Caf%C3%A9%20%26%20Co");
}

static void an_ordinary_uri_fits_a_terminal_of_24_lines() {
    const auto uri = CHECK_OK(
        key_uri("fileserver1", "alexandra.smith", SecretBuffer::copy_of(std::string(32, 'A')), {}));
    const auto qr = CHECK_OK(encode_qr(uri));
    CHECK(qr.size <= 37); // version 5: with two modules of margin and two rows a line, 21 lines
    CHECK_EQUAL(qr.modules.size(), qr.size * qr.size);
    CHECK_EQUAL(qr.modules.view().substr(0, 7), "1111111"); // the finder pattern's top edge
}

int main() {
    return mfa::test::run("otp/uri", {
                                         TEST(defaults_are_left_out),
                                         TEST(what_differs_is_written_out),
                                         TEST(names_are_percent_encoded),
                                         TEST(an_ordinary_uri_fits_a_terminal_of_24_lines),
                                     });
}
