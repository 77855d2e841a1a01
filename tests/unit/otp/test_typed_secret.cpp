#include "engine/otp/typed_secret.hpp"
#include "tests/support/cmocka_cpp.hpp"

using namespace mfa;
using namespace mfa::otp;

namespace {

Result<SecretBuffer> read(std::string_view text) {
    return read_typed_secret(SecretBuffer::copy_of(text));
}

/// "12345678901234567890" of RFC 4226 appendix D, as people write it.
void every_spelling_that_people_paste_is_read() {
    for (const char* text : {
             "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
             "gezdgnbvgy3tqojqgezdgnbvgy3tqojq",
             "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ",
             "gezd-gnbv-gy3t-qojq-gezd-gnbv-gy3t-qojq",
             "  GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\t\r",
             "hex:3132333435363738393031323334353637383930",
             "HEX: 31 32 33 34 35 36 37 38 39 30 31 32 33 34 35 36 37 38 39 30",
             "hex:31:32:33:34:35:36:37:38:39:30:31:32:33:34:35:36:37:38:39:30",
         }) {
        CHECK_EQUAL(CHECK_OK(read(text)).view(), "12345678901234567890");
    }
    // RFC 4648 section 10 pads "foobar"; sixteen bytes need six of them.
    CHECK_EQUAL(CHECK_OK(read("GEZDGNBVGY3TQOJQGEZDGNBVGY======")).view(), "1234567890123456");
    CHECK_EQUAL(CHECK_OK(read("GEZDGNBVGY3TQOJQGEZDGNBVGY")).view(), "1234567890123456");
}

void what_is_no_secret_is_refused_and_never_repeated() {
    for (const char* text :
         {"", "   ", "GEZDGNB1GY3TQOJQ", "hex:", "hex:313", "hex:31323334353637383930zz",
          "GEZDGNBV", "GEZD=GNBVGY3TQOJQ", "hex:313233343536373839"}) {
        const auto secret = read(text);
        CHECK_ERROR(secret, ErrorKind::invalid_input);
        CHECK(secret.error().message().find("GEZD") == std::string::npos);
        CHECK(secret.error().message().find("3132") == std::string::npos);
    }
    CHECK_ERROR(read("hex:" + std::string(2UL * 129, 'a')), ErrorKind::invalid_input);
}

} // namespace

int main() {
    return mfa::test::run("otp/typed_secret",
                          {
                              TEST(every_spelling_that_people_paste_is_read),
                              TEST(what_is_no_secret_is_refused_and_never_repeated),
                          });
}
