// What may be typed as a code. The numbers and their texts were worked out by hand from Crockford's
// alphabet: fifty bits, then the number's remainder by 1021 in ten.
#include "engine/base/code_text.hpp"

#include "tests/support/cmocka_cpp.hpp"

using namespace mfa;
using namespace mfa::test;

namespace {

constexpr std::string_view alphabet_of_crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

std::string typed(std::string_view text) {
    const auto code = code_typed(text);
    return code ? std::string{code->view()} : "(none)";
}

std::string code_of(std::uint64_t number) {
    return std::string{CHECK_OK(recovery_code_of(number)).view()};
}

void a_number_has_one_text() {
    CHECK_EQUAL(code_of(0), "000000000000");
    CHECK_EQUAL(code_of(1), "000000000101");
    CHECK_EQUAL(code_of(1021), "00000000ZX00");
    CHECK_EQUAL(code_of(123456789012345), "3G9230VQVSW0");
    CHECK_EQUAL(code_of((std::uint64_t{1} << 50U) - 1), "ZZZZZZZZZZ7J");
    CHECK_EQUAL(code_of(std::uint64_t{1} << 50U), "000000000000"); // the fifty-first bit
}

void a_code_is_shown_in_groups_of_four() {
    CHECK_EQUAL(CHECK_OK(code_in_groups("3G9230VQVSW0")).view(), "3G92-30VQ-VSW0");
    CHECK_EQUAL(CHECK_OK(code_in_groups("28708200")).view(), "28708200");
}

void digits_may_have_blanks_and_dashes() {
    CHECK_EQUAL(typed("287082"), "287082");
    CHECK_EQUAL(typed(" 287 082\r\n"), "287082");
    CHECK_EQUAL(typed("287-0820"), "2870820");
    CHECK_EQUAL(typed("2870\t8200"), "28708200");
}

void a_recovery_code_may_be_typed_as_people_read_it() {
    for (const std::string_view text : {"3G9230VQVSW0", "3g92-3ovq-vswo", " 3G92 30VQ VSW0\n",
                                        "3G92--30VQ-vsw0", "3\tG9230VQVSW0"}) {
        CHECK_EQUAL(typed(text), "3G9230VQVSW0");
    }
    CHECK_EQUAL(typed("oOOO-OOoo-oIoL"), "000000000101");
    CHECK_EQUAL(typed("oooo-oooo-olol"), "000000000101");
}

void neither_too_short_nor_too_long_is_a_code() {
    for (const std::string_view text :
         {"", " ", "-", "28708", "287082001", "2870820012", "3G92-30VQ-VSW", "3G92-30VQ-VSW00"}) {
        CHECK_EQUAL(typed(text), "(none)");
    }
    CHECK_EQUAL(typed(std::string(100'000, '7')), "(none)");
}

void what_has_other_characters_is_no_code() {
    using namespace std::string_view_literals;
    for (const auto text :
         {"28\0082"sv, "28708a"sv, "2870.82"sv, "287082\x1b[A"sv, "２８７０８２"sv,
          "3G92-30VQ-VSWU"sv, "3G92_30VQ_VSW0"sv, "correct horse"sv, "\b\n\r\177INCORRECT"sv}) {
        CHECK_EQUAL(typed(text), "(none)");
    }
}

void one_mistyped_character_is_always_found() {
    const std::string right = "3G9230VQVSW0";
    for (std::size_t i = 0; i < right.size(); ++i) {
        for (const char c : alphabet_of_crockford) {
            std::string text = right;
            text[i] = c;
            CHECK_EQUAL(is_recovery_code(text), c == right[i]);
        }
    }
}

void two_characters_in_the_wrong_order_are_always_found() {
    for (const std::uint64_t number : {123456789012345UL, 987654321098765UL, 555555555UL}) {
        const std::string right = code_of(number);
        for (std::size_t i = 0; i + 1 < right.size(); ++i) {
            std::string text = right;
            std::swap(text[i], text[i + 1]);
            CHECK_EQUAL(is_recovery_code(text), right[i] == right[i + 1]);
        }
    }
}

void where_digits_are_wanted_a_recovery_code_is_none() {
    CHECK(digits_typed("287 082").has_value());
    CHECK(!digits_typed("3G92-30VQ-VSW0").has_value());
    CHECK(!digits_typed("0000-0000-0000").has_value());
    CHECK_EQUAL(typed("0000-0000-0000"), "000000000000");
}

} // namespace

int main() {
    return mfa::test::run("base/code_text",
                          {
                              TEST(a_number_has_one_text),
                              TEST(a_code_is_shown_in_groups_of_four),
                              TEST(digits_may_have_blanks_and_dashes),
                              TEST(a_recovery_code_may_be_typed_as_people_read_it),
                              TEST(neither_too_short_nor_too_long_is_a_code),
                              TEST(what_has_other_characters_is_no_code),
                              TEST(one_mistyped_character_is_always_found),
                              TEST(two_characters_in_the_wrong_order_are_always_found),
                              TEST(where_digits_are_wanted_a_recovery_code_is_none),
                          });
}
