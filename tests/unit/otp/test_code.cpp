// Expected values: RFC 4226 appendix D, RFC 6238 appendix B, RFC 4648 section 10.
#include "engine/otp/base32.hpp"
#include "engine/otp/code.hpp"
#include "tests/support/cmocka_cpp.hpp"

#include <array>

using namespace mfa;
using namespace mfa::otp;
using namespace std::chrono_literals;

static SecretBuffer rfc_secret(Algorithm algorithm) {
    const std::string digits = "1234567890";
    std::string secret;
    while (secret.size() < secret_size(algorithm)) {
        secret += digits;
    }
    return SecretBuffer::copy_of(std::string_view{secret}.substr(0, secret_size(algorithm)));
}

static void the_vectors_of_rfc_4226_hold() {
    const std::array<const char*, 10> expected{"755224", "287082", "359152", "969429", "338314",
                                               "254676", "287922", "162583", "399871", "520489"};
    const auto secret = rfc_secret(Algorithm::sha1);
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const auto code = CHECK_OK(generate(secret, {}, static_cast<Step>(i)));
        CHECK_EQUAL(code.view(), expected[i]);
    }
}

static void the_vectors_of_rfc_6238_hold() {
    struct Row {
        std::int64_t time;
        const char* sha1;
        const char* sha256;
        const char* sha512;
    };
    const std::array<Row, 6> rows{{
        {59, "94287082", "46119246", "90693936"},
        {1111111109, "07081804", "68084774", "25091201"},
        {1111111111, "14050471", "67062674", "99943326"},
        {1234567890, "89005924", "91819424", "93441116"},
        {2000000000, "69279037", "90698825", "38618901"},
        {20000000000, "65353130", "77737706", "47863826"},
    }};
    for (const Row& row : rows) {
        const Step step = step_at(WallTime{std::chrono::seconds{row.time}}, 30);
        const auto check = [step](Algorithm algorithm, const char* expected) {
            const auto code = CHECK_OK(generate(rfc_secret(algorithm), {algorithm, 8, 30}, step));
            CHECK_EQUAL(code.view(), expected);
        };
        check(Algorithm::sha1, row.sha1);
        check(Algorithm::sha256, row.sha256);
        check(Algorithm::sha512, row.sha512);
    }
}

static void steps_before_the_epoch_round_down() {
    CHECK_EQUAL(step_at(WallTime{0s}, 30), 0);
    CHECK_EQUAL(step_at(WallTime{29s}, 30), 0);
    CHECK_EQUAL(step_at(WallTime{30s}, 30), 1);
    CHECK_EQUAL(step_at(WallTime{-1s}, 30), -1);
    CHECK_EQUAL(step_at(WallTime{-30s}, 30), -1);
}

static void a_step_is_found_in_its_range_only() {
    const auto secret = rfc_secret(Algorithm::sha1);
    const auto code = SecretBuffer::copy_of("969429"); // counter 3
    CHECK(CHECK_OK(find_step(secret, {}, code, {2, 4})) == Step{3});
    CHECK(!CHECK_OK(find_step(secret, {}, code, {4, 6})));
    CHECK(!CHECK_OK(find_step(secret, {}, code, {3, 2})));
    CHECK(CHECK_OK(find_step(secret, {}, code, {-5, 3})) == Step{3});
    CHECK(!CHECK_OK(find_step(secret, {}, SecretBuffer::copy_of("96942"), {0, 9})));
    CHECK(!CHECK_OK(find_step(secret, {}, SecretBuffer{}, {0, 9})));
}

static void only_neighbours_are_consecutive() {
    const auto secret = rfc_secret(Algorithm::sha1);
    const auto third = SecretBuffer::copy_of("969429");
    const auto fourth = SecretBuffer::copy_of("338314");
    const auto fifth = SecretBuffer::copy_of("254676");
    CHECK(CHECK_OK(find_consecutive(secret, {}, third, fourth, {0, 9})) == Step{3});
    CHECK(!CHECK_OK(find_consecutive(secret, {}, fourth, third, {0, 9})));
    CHECK(!CHECK_OK(find_consecutive(secret, {}, third, fifth, {0, 9})));
    CHECK(!CHECK_OK(find_consecutive(secret, {}, third, third, {0, 9})));
    CHECK(CHECK_OK(find_consecutive(secret, {}, third, fourth, {3, 3})) == Step{3});
}

static void base32_is_that_of_rfc_4648_without_padding() {
    CHECK_EQUAL(CHECK_OK(base32_encode(SecretBuffer::copy_of("foobar"))).view(), "MZXW6YTBOI");
    CHECK_EQUAL(CHECK_OK(base32_encode(SecretBuffer::copy_of("fooba"))).view(), "MZXW6YTB");
    for (const char* spelling : {"MZXW6YTBOI======", "MZXW6YTBOI", "mzxw6ytboi", "MZXW 6YTB OI"}) {
        CHECK_EQUAL(CHECK_OK(base32_decode(SecretBuffer::copy_of(spelling))).view(), "foobar");
    }
    CHECK_ERROR(base32_decode(SecretBuffer::copy_of("MZXW1YTB")), ErrorKind::invalid_input);
}

static void nothing_follows_the_padding_of_base32() {
    CHECK_OK(base32_decode(SecretBuffer::copy_of("MZXW6YQ= ")));
    for (const char* bad : {"MZXW6YQ=MZXW6YQ=", "MZXW6YQ= A"}) {
        CHECK_ERROR(base32_decode(SecretBuffer::copy_of(bad)), ErrorKind::invalid_input);
    }
}

int main() {
    return mfa::test::run("otp/code", {
                                          TEST(the_vectors_of_rfc_4226_hold),
                                          TEST(the_vectors_of_rfc_6238_hold),
                                          TEST(steps_before_the_epoch_round_down),
                                          TEST(a_step_is_found_in_its_range_only),
                                          TEST(only_neighbours_are_consecutive),
                                          TEST(base32_is_that_of_rfc_4648_without_padding),
                                          TEST(nothing_follows_the_padding_of_base32),
                                      });
}
