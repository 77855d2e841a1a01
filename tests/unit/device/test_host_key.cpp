#include "engine/device/host_key.hpp"
#include "tests/support/cmocka_cpp.hpp"
#include "tests/support/fakes.hpp"

#include <limits>

using namespace mfa;
using namespace mfa::device;

namespace {

const std::string name = "/etc/mfa/host.key";

Result<HostKey> parse(const std::string& content) {
    return parse_host_key(SecretBuffer::copy_of(content), name);
}

void thirty_two_bytes_are_key_number_1() {
    // Also where they happen to begin like the other form.
    const std::string bytes = "MFAK" + std::string(28, 'x');
    const auto key = CHECK_OK(parse(bytes));
    CHECK_EQUAL(key.number, 1U);
    CHECK(key.bytes.equals(bytes));
}

void a_numbered_key_has_its_number_in_four_bytes_the_lowest_first() {
    const auto key = CHECK_OK(parse(std::string("MFAK\2\1\0\0", 8) + std::string(32, 'k')));
    CHECK_EQUAL(key.number, 258U);
    CHECK(key.bytes.equals(std::string(32, 'k')));
}

void what_is_encoded_comes_back() {
    const HostKey key{70'000, SecretBuffer::copy_of(std::string(32, 'q'))};
    const auto content = CHECK_OK(encode_host_key(key));
    CHECK_EQUAL(content.size(), 40U);
    const auto back = CHECK_OK(parse_host_key(content, name));
    CHECK_EQUAL(back.number, 70'000U);
    CHECK(back.bytes.equals(key.bytes));
    CHECK_ERROR(encode_host_key({1, SecretBuffer::copy_of("short")}), ErrorKind::internal);
}

void what_is_neither_form_is_refused_and_the_file_is_named() {
    for (const std::string& bad :
         {std::string{}, std::string(31, 'k'), std::string(33, 'k'), std::string(40, 'k'),
          "MFAK" + std::string(35, 'k'), "MFAK" + std::string(37, 'k'),
          std::string("MFAK\0\0\0\0", 8) + std::string(32, 'k')}) {
        const auto key = parse(bad);
        CHECK_ERROR(key, ErrorKind::invalid_config);
        CHECK(key.error().message().find(name) != std::string::npos);
    }
}

void the_next_key_has_the_next_number_and_other_bytes() {
    test::FakeRandom random;
    const auto second = CHECK_OK(make_host_key_after(1, random));
    const auto third = CHECK_OK(make_host_key_after(second.number, random));
    CHECK_EQUAL(second.number, 2U);
    CHECK_EQUAL(third.number, 3U);
    CHECK_EQUAL(second.bytes.size(), host_key_size);
    CHECK(!second.bytes.equals(third.bytes));
    CHECK_ERROR(make_host_key_after(std::numeric_limits<std::uint32_t>::max(), random),
                ErrorKind::invalid_config);
}

} // namespace

int main() {
    return mfa::test::run("device/host_key",
                          {
                              TEST(thirty_two_bytes_are_key_number_1),
                              TEST(a_numbered_key_has_its_number_in_four_bytes_the_lowest_first),
                              TEST(what_is_encoded_comes_back),
                              TEST(what_is_neither_form_is_refused_and_the_file_is_named),
                              TEST(the_next_key_has_the_next_number_and_other_bytes),
                          });
}
