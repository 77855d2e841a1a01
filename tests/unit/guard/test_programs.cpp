// Which programs of this machine begin with a path.
#include "engine/guard/programs.hpp"
#include "tests/support/cmocka_cpp.hpp"
#include "tests/support/temp_dir.hpp"

#include <algorithm>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace mfa;
using namespace mfa::test;
using guard::programs_below;

namespace {

void make(const std::string& path, mode_t mode) {
    const UniqueFd file{::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, mode)};
    CHECK(file.get() >= 0);
    CHECK_EQUAL(::fchmod(file.get(), mode), 0);
}

} // namespace

static void programs_of_the_folder_that_is_named_before_the_wildcard() {
    if (::getuid() != 0) {
        SKIP_TEST("a folder that root owns takes root");
    }
    const TempDir folder;
    make(folder / "zip", 0755);
    make(folder / "zap", 0755);
    make(folder / "zoo.txt", 0644);
    CHECK_EQUAL(::mkdir((folder / "zone").c_str(), 0755), 0);
    make(folder / "zone/zed", 0755);
    make(folder / "other", 0755);
    CHECK(programs_below(folder / "z") ==
          std::vector<std::string>({folder / "zap", folder / "zip"}));
}

static void a_folder_that_others_can_write_has_none() {
    const TempDir folder;
    make(folder / "zip", 0755);
    CHECK_EQUAL(::chmod(folder.path().c_str(), 0777), 0);
    CHECK(programs_below(folder / "z").empty());
}

static void the_systems_own_folders_are_below_the_root() {
    const auto all = programs_below("/");
    const auto has = [&all](const char* path) {
        return std::find(all.begin(), all.end(), path) != all.end();
    };
    CHECK(has("/usr/bin/id"));
    CHECK(!has("/usr/lib/os-release"));
    CHECK(std::is_sorted(all.begin(), all.end()));
}

static void what_is_not_there_has_none() {
    CHECK(programs_below("/no/such/folder/").empty());
}

static void links_to_a_file_of_many_programs_are_known() {
    const TempDir folder;
    make(folder / "busybox", 0755);
    make(folder / "gawk", 0755);
    CHECK_EQUAL(::symlink((folder / "busybox").c_str(), (folder / "id").c_str()), 0);
    CHECK_EQUAL(::symlink((folder / "gawk").c_str(), (folder / "awk").c_str()), 0);
    CHECK(!guard::ManyInOne{}.check(folder / "id").has_value());
    CHECK(guard::ManyInOne{}.check(folder / "awk").has_value());
    CHECK(guard::ManyInOne{}.check(folder / "busybox").has_value()); // whoever lists that says so
    CHECK(guard::ManyInOne{}.check(folder / "none").has_value());
}

int main() {
    return mfa::test::run("guard/programs",
                          {TEST(programs_of_the_folder_that_is_named_before_the_wildcard),
                           TEST(a_folder_that_others_can_write_has_none),
                           TEST(the_systems_own_folders_are_below_the_root),
                           TEST(what_is_not_there_has_none),
                           TEST(links_to_a_file_of_many_programs_are_known)});
}
