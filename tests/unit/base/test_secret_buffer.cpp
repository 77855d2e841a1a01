#include "engine/base/secret_buffer.hpp"
#include "tests/support/cmocka_cpp.hpp"

#include <algorithm>

using namespace mfa;

static void what_is_cut_off_is_wiped() {
    auto secret = SecretBuffer::copy_of("123456");
    const std::uint8_t* memory = secret.bytes().data();
    CHECK_OK(secret.resize(2));
    CHECK(std::all_of(memory + 2, memory + 6, [](std::uint8_t byte) { return byte == 0; }));
    CHECK_EQUAL(secret.view(), "12");
}

static void a_moved_from_buffer_is_empty() {
    auto first = SecretBuffer::copy_of("123456");
    const SecretBuffer second{std::move(first)};
    CHECK(
        first.empty()); // NOLINT(bugprone-use-after-move,clang-analyzer-cplusplus.Move): the point
    CHECK_EQUAL(second.view(), "123456");
}

static void nothing_fits_beyond_the_capacity() {
    auto secret = SecretBuffer::with_capacity(4);
    CHECK_OK(secret.append("1234"));
    CHECK_ERROR(secret.append("5"), ErrorKind::invalid_input);
    CHECK_ERROR(secret.resize(5), ErrorKind::invalid_input);
    CHECK_EQUAL(secret.view(), "1234");
}

static void equality_compares_all_bytes() {
    const auto secret = SecretBuffer::copy_of("123456");
    CHECK(secret.equals("123456"));
    CHECK(!secret.equals("123457"));
    CHECK(!secret.equals("12345"));
    CHECK(secret.equals(secret.clone()));
    CHECK(!secret.equals(SecretBuffer{}));
}

int main() {
    return mfa::test::run("base/secret_buffer", {
                                                    TEST(what_is_cut_off_is_wiped),
                                                    TEST(a_moved_from_buffer_is_empty),
                                                    TEST(nothing_fits_beyond_the_capacity),
                                                    TEST(equality_compares_all_bytes),
                                                });
}
