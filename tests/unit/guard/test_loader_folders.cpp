// Where the dynamic loader looks for libraries.
#include "engine/guard/loader_folders.hpp"
#include "tests/support/cmocka_cpp.hpp"
#include "tests/support/temp_dir.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

using namespace mfa;
using namespace mfa::test;
using guard::loader_folders;

namespace {

bool has(const std::vector<std::string>& folders, const char* path) {
    return std::find(folders.begin(), folders.end(), path) != folders.end();
}

} // namespace

static void named_folders_and_those_of_included_files() {
    const TempDir folder;
    CHECK(std::filesystem::create_directory(folder / "more.d"));
    std::ofstream{folder / "ld.so.conf"} << "# a comment\n  /opt/one \ninclude more.d/*.conf\n"
                                         << "/opt/two # and why\nhwcap 1 x\n";
    std::ofstream{folder / "more.d/a.conf"} << "/opt/three\n";
    std::ofstream{folder / "more.d/b.txt"} << "/opt/not_included\n";
    const auto folders = loader_folders(folder / "ld.so.conf");
    for (const char* path : {"/opt/one", "/opt/two", "/opt/three", "/lib", "/usr/lib64"}) {
        CHECK(has(folders, path));
    }
    CHECK_EQUAL(folders.size(), 7U);
}

static void a_file_that_includes_itself_ends() {
    const TempDir folder;
    std::ofstream{folder / "ld.so.conf"} << "include ld.so.conf\n/opt/one\n";
    CHECK(has(loader_folders(folder / "ld.so.conf"), "/opt/one"));
}

static void without_a_configuration_there_are_the_known_ones() {
    CHECK_EQUAL(loader_folders("/no/such/file").size(), 4U);
}

static void here_is_where_libc_is() {
    const auto folders = loader_folders();
    CHECK(std::any_of(folders.begin(), folders.end(), [](const std::string& folder) {
        return std::filesystem::exists(folder + "/libc.so.6");
    }));
}

int main() {
    return mfa::test::run(
        "guard/loader_folders",
        {TEST(named_folders_and_those_of_included_files), TEST(a_file_that_includes_itself_ends),
         TEST(without_a_configuration_there_are_the_known_ones), TEST(here_is_where_libc_is)});
}
