#include "engine/base/process.hpp"
#include "tests/support/cmocka_cpp.hpp"

#include <sys/prctl.h>
#include <unistd.h>

using namespace mfa;

static void a_process_is_named_by_pid_and_start() {
    const auto self = CHECK_OK(process_start(::getpid()));
    CHECK_EQUAL(self.parent, ::getppid());
    CHECK(self.start_ticks > 0);
}

static void a_hostile_process_name_changes_nothing() {
    const auto before = CHECK_OK(process_start(::getpid()));
    CHECK_EQUAL(::prctl(PR_SET_NAME, ") S 1 1 1"), 0);
    const auto after = CHECK_OK(process_start(::getpid()));
    CHECK_EQUAL(after.parent, before.parent);
    CHECK_EQUAL(after.start_ticks, before.start_ticks);
}

static void the_boot_id_is_a_uuid() {
    CHECK_EQUAL(CHECK_OK(boot_id()).size(), 36U);
}

int main() {
    return mfa::test::run("base/process", {
                                              TEST(a_process_is_named_by_pid_and_start),
                                              TEST(a_hostile_process_name_changes_nothing),
                                              TEST(the_boot_id_is_a_uuid),
                                          });
}
