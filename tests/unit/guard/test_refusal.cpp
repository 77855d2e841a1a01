// What the kernel's part tells of a refusal, as it is read.
#include "engine/guard/guard_abi.h"
#include "engine/guard/refusal.hpp"
#include "tests/support/cmocka_cpp.hpp"

#include <cstring>

using namespace mfa;
using guard::read_refusal;

namespace {

mfa_refusal a_refusal() {
    mfa_refusal raw{};
    raw.session = 7;
    raw.owner = 1000;
    raw.uid = 0;
    raw.process = 912;
    raw.hook = MFA_HOOK_file_open;
    raw.untold = 3;
    std::strcpy(raw.program, "bash");
    std::strcpy(raw.object, "/home/alice/secret");
    return raw;
}

} // namespace

static void a_refusal_is_read() {
    const mfa_refusal raw = a_refusal();
    const auto refusal = CHECK_OK(read_refusal(&raw, sizeof raw));
    CHECK_EQUAL(refusal.session, 7U);
    CHECK_EQUAL(refusal.owner, 1000U);
    CHECK_EQUAL(refusal.uid, 0U);
    CHECK_EQUAL(refusal.process, 912);
    CHECK_EQUAL(refusal.hook, "file_open");
    CHECK_EQUAL(refusal.untold, 3U);
    CHECK_EQUAL(refusal.program, "bash");
    CHECK_EQUAL(refusal.object, "/home/alice/secret");
}

static void a_name_that_fills_its_field_ends_with_it() {
    mfa_refusal raw = a_refusal();
    std::memset(raw.program, 'x', sizeof raw.program);
    std::memset(raw.object, 'y', sizeof raw.object);
    const auto refusal = CHECK_OK(read_refusal(&raw, sizeof raw));
    CHECK_EQUAL(refusal.program, std::string(sizeof raw.program, 'x'));
    CHECK_EQUAL(refusal.object, std::string(sizeof raw.object, 'y'));
}

static void a_hook_of_another_guard_has_no_name() {
    mfa_refusal raw = a_refusal();
    raw.hook = MFA_HOOK_COUNT;
    CHECK_EQUAL(CHECK_OK(read_refusal(&raw, sizeof raw)).hook, "?");
}

static void what_has_another_size_is_no_refusal() {
    const mfa_refusal raw = a_refusal();
    CHECK_ERROR(read_refusal(&raw, sizeof raw - 1), ErrorKind::internal);
    CHECK_ERROR(read_refusal(&raw, 0), ErrorKind::internal);
}

int main() {
    return mfa::test::run("guard/refusal",
                          {TEST(a_refusal_is_read), TEST(a_name_that_fills_its_field_ends_with_it),
                           TEST(a_hook_of_another_guard_has_no_name),
                           TEST(what_has_another_size_is_no_refusal)});
}
