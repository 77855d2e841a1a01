#include "engine/store/user_file_name.hpp"
#include "tests/support/cmocka_cpp.hpp"

using namespace mfa::store;

static void plain_names_stand_for_themselves() {
    CHECK_EQUAL(user_to_file_name("alice.b-c_d9"), "alice.b-c_d9");
}

static void every_other_byte_is_escaped_and_comes_back() {
    for (const char* user :
         {".hidden", "a b", "DOMAIN\\alice", "x@y", "%41", "\xC3\xA9", "a.record"}) {
        const auto name = user_to_file_name(user);
        CHECK(name.find_first_of("/\\ @") == std::string::npos);
        CHECK(name.front() != '.');
        CHECK_EQUAL(user_from_file_name(name).value(), user);
    }
}

static void names_that_we_never_make_are_nobodys() {
    for (const char* bad : {".tmp.1.alice", "a b", "%4", "%zz", "%61lice", "a%"}) {
        CHECK(!user_from_file_name(bad));
    }
}

int main() {
    return mfa::test::run("store/user_file_name",
                          {
                              TEST(plain_names_stand_for_themselves),
                              TEST(every_other_byte_is_escaped_and_comes_back),
                              TEST(names_that_we_never_make_are_nobodys),
                          });
}
