// Which files must be executable so that a program can run.
#include "engine/guard/interpreters.hpp"
#include "tests/support/cmocka_cpp.hpp"
#include "tests/support/temp_dir.hpp"

#include <algorithm>
#include <fcntl.h>
#include <sys/stat.h>

using namespace mfa;
using namespace mfa::test;
using guard::files_to_run;

namespace {

void needs_root() {
    if (::getuid() != 0) {
        SKIP_TEST("a program that root owns takes root");
    }
}

std::string script(const TempDir& folder, const std::string& name, const std::string& text) {
    const UniqueFd file{
        ::open((folder / name).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755)};
    CHECK_EQUAL(::write(file.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
    return folder / name;
}

bool is_loader(const std::string& path) {
    return path.find("/ld-") != std::string::npos;
}

} // namespace

static void a_program_needs_itself_and_its_loader() {
    const auto files = CHECK_OK(files_to_run("/usr/bin/id"));
    CHECK_EQUAL(files.size(), 2U);
    CHECK_EQUAL(files.at(0), "/usr/bin/id");
    CHECK(is_loader(files.at(1)));
}

static void a_script_needs_its_interpreter_and_that_ones() {
    needs_root();
    const TempDir folder;
    const std::string inner = script(folder, "inner", "#!/bin/sh -e\n");
    const std::string outer = script(folder, "outer", "#! \t" + inner + " one two\nrest\n");
    const auto files = CHECK_OK(files_to_run(outer));
    CHECK_EQUAL(files.size(), 4U);
    CHECK_EQUAL(files.at(1), inner);
    CHECK_EQUAL(files.at(2), "/bin/sh");
    CHECK(is_loader(files.at(3)));
}

static void a_file_that_names_nothing_needs_itself_alone() {
    needs_root();
    const TempDir folder;
    const std::string text = script(folder, "text", "echo hello\n");
    CHECK(CHECK_OK(files_to_run(text)) == std::vector<std::string>{text});
    const std::string empty = script(folder, "empty", "");
    CHECK(CHECK_OK(files_to_run(empty)) == std::vector<std::string>{empty});
}

static void what_others_can_change_is_refused_at_every_step() {
    needs_root();
    const TempDir folder;
    const std::string inner = script(folder, "inner", "#!/bin/sh\n");
    const std::string outer = script(folder, "outer", "#!" + inner + "\n");
    CHECK_EQUAL(::chmod(inner.c_str(), 0777), 0);
    CHECK_ERROR(files_to_run(inner), ErrorKind::unsafe_file);
    CHECK_ERROR(files_to_run(outer), ErrorKind::unsafe_file);
    CHECK_EQUAL(::chmod(inner.c_str(), 0755), 0);
    CHECK_EQUAL(::chown(inner.c_str(), 1000, 0), 0);
    CHECK_ERROR(files_to_run(outer), ErrorKind::unsafe_file);
}

static void what_is_no_program_is_refused() {
    needs_root();
    const TempDir folder;
    CHECK_ERROR(files_to_run("/usr/bin"), ErrorKind::unsafe_file);
    CHECK_EQUAL(files_to_run(folder / "missing").error().sys_errno(), ENOENT);
    CHECK_ERROR(files_to_run(script(folder, "relative", "#!sh\n")), ErrorKind::unsafe_file);
    CHECK_ERROR(files_to_run(script(folder, "nothing", "#!\n")), ErrorKind::unsafe_file);
}

static void scripts_that_name_each_other_end() {
    needs_root();
    const TempDir folder;
    const std::string one = folder / "one";
    const std::string two = script(folder, "two", "#!" + one + "\n");
    script(folder, "one", "#!" + two + "\n");
    CHECK(CHECK_OK(files_to_run(one)) == std::vector<std::string>({one, two}));
}

static void an_elf_file_that_lies_about_itself_is_harmless() {
    needs_root();
    const TempDir folder;
    std::string bytes(64, '\xFF');
    bytes.replace(0, 5,
                  "\x7F"
                  "ELF\x02");
    const std::string liar = script(folder, "liar", bytes);
    CHECK(CHECK_OK(files_to_run(liar)) == std::vector<std::string>{liar});
    const std::string cut = script(folder, "cut", bytes.substr(0, 5));
    CHECK(CHECK_OK(files_to_run(cut)) == std::vector<std::string>{cut});
}

int main() {
    return mfa::test::run("guard/interpreters",
                          {TEST(a_program_needs_itself_and_its_loader),
                           TEST(a_script_needs_its_interpreter_and_that_ones),
                           TEST(a_file_that_names_nothing_needs_itself_alone),
                           TEST(what_others_can_change_is_refused_at_every_step),
                           TEST(what_is_no_program_is_refused),
                           TEST(scripts_that_name_each_other_end),
                           TEST(an_elf_file_that_lies_about_itself_is_harmless)});
}
