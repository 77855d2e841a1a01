// Codes from stdin that is no terminal.
#include "mfa_tool/tool.hpp"
#include "tests/support/cmocka_cpp.hpp"
#include "tests/unit/tool/run_tool.hpp"

#include <fcntl.h>
#include <sys/wait.h>

using namespace mfa;
using namespace mfa::test;
using wire::Field;

namespace {

/// What reaches the helper when `input` is on stdin; empty when nothing did.
std::string code_sent_for(std::string_view input) {
    FakeHelper helper;
    helper.answer(failed_reply(wire::Outcome::wrong_code, "wrong_code", "wrong"));
    static_cast<void>(run_tool(helper, {"verify"}, input));
    return helper.requests() == 0
               ? std::string{}
               : std::string{helper.request(0).text(Field::code).value_or("(missing)")};
}

} // namespace

static void blanks_and_dashes_of_a_pasted_code_are_dropped() {
    CHECK_EQUAL(code_sent_for("287 082\n"), "287082");
    CHECK_EQUAL(code_sent_for("  287-082\t\r\n"), "287082");
    CHECK_EQUAL(code_sent_for("3g92-30vq vsw0\n"), "3G9230VQVSW0");
}

static void the_last_line_needs_no_newline() {
    CHECK_EQUAL(code_sent_for("287082"), "287082");
}

static void what_is_no_code_is_not_sent() {
    for (const std::string_view text : {"28708\n", "287082001\n", "3G92-30VQ-VSW1\n", "secret\n"}) {
        FakeHelper helper;
        const Ran ran = run_tool(helper, {"verify"}, text);
        CHECK_EQUAL(ran.exit, 1);
        CHECK(ran.err.find("a code has 6 to 8 digits, or is a recovery code") != std::string::npos);
        CHECK_EQUAL(helper.requests(), 0);
    }
    CHECK_EQUAL(code_sent_for(std::string(100'000, '7')), "");
}

static void two_consecutive_codes_are_never_recovery_codes() {
    FakeHelper helper;
    for (const std::string_view command : {"enable", "resync"}) {
        const Ran ran =
            run_tool(helper, {std::string{command}}, "3G92-30VQ-VSW0\n0000-0000-0101\n");
        CHECK_EQUAL(ran.exit, 1);
        CHECK(ran.err.find("a code has 6 to 8 digits\n") != std::string::npos);
    }
    CHECK_EQUAL(helper.requests(), 0);
}

static void what_cannot_be_typed_is_no_code() {
    using namespace std::string_view_literals;
    for (const auto input : {"28\0082\n"sv, "287082\x1b[A\n"sv, "２８７０８２\n"sv, "\xff\n"sv}) {
        CHECK_EQUAL(code_sent_for(input), "");
    }
}

static void missing_input_fails_and_says_where_codes_come_from() {
    FakeHelper helper;
    for (const std::string_view input : {"", "\n", "   \n"}) {
        const Ran ran = run_tool(helper, {"verify"}, input);
        CHECK_EQUAL(ran.exit, 1);
        CHECK(ran.err.find("stdin") != std::string::npos);
    }
    CHECK_EQUAL(run_tool(helper, {"enable"}, "287082\n").exit, 1);
    CHECK_EQUAL(helper.requests(), 0);
}

static void lines_after_the_code_stay_for_the_next_reader() {
    FakeHelper helper;
    helper.answer(failed_reply(wire::Outcome::wrong_code, "wrong_code", "wrong"));
    helper.answer(failed_reply(wire::Outcome::wrong_code, "wrong_code", "wrong"));
    const TempDir folder;
    const std::string path = folder / "codes";
    const UniqueFd file{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
    CHECK_OK(write_all(file.get(), "287082\n081804\n", path));
    CHECK_EQUAL(::lseek(file.get(), 0, SEEK_SET), 0);
    for (int i = 0; i < 2; ++i) {
        const pid_t pid = ::fork();
        if (pid == 0) {
            static_cast<void>(::dup2(file.get(), STDIN_FILENO));
            const UniqueFd quiet{::open("/dev/null", O_WRONLY | O_CLOEXEC)};
            static_cast<void>(::dup2(quiet.get(), STDERR_FILENO));
            tool::Settings settings;
            settings.helper_path = helper.path();
            ::_exit(tool::run({"verify"}, settings));
        }
        CHECK_EQUAL(::waitpid(pid, nullptr, 0), pid);
    }
    CHECK_EQUAL(helper.request(0).text(Field::code).value_or(""), "287082");
    CHECK_EQUAL(helper.request(1).text(Field::code).value_or(""), "081804");
}

int main() {
    return mfa::test::run("tool/codes",
                          {
                              TEST(blanks_and_dashes_of_a_pasted_code_are_dropped),
                              TEST(the_last_line_needs_no_newline),
                              TEST(what_is_no_code_is_not_sent),
                              TEST(two_consecutive_codes_are_never_recovery_codes),
                              TEST(what_cannot_be_typed_is_no_code),
                              TEST(missing_input_fails_and_says_where_codes_come_from),
                              TEST(lines_after_the_code_stay_for_the_next_reader),
                          });
}
