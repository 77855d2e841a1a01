#include <regex> // before cmocka, whose macro `fail` breaks it

#include "mfa_tool/new_file.hpp"
#include "mfa_tool/qr_file.hpp"
#include "tests/support/cmocka_cpp.hpp"
#include "tests/support/temp_dir.hpp"

#include <array>
#include <csignal>
#include <cstdio>
#include <memory>
#include <qrencode.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

using namespace mfa;
using namespace mfa::tool;

namespace {

constexpr const char* uri =
    "otpauth://totp/host:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=host";

struct Code {
    std::size_t size = 0;
    std::string modules;
    [[nodiscard]] present::QrModules view() const { return {size, modules}; }
};

Code code_of(const char* text) {
    const std::unique_ptr<QRcode, void (*)(QRcode*)> encoded{
        QRcode_encodeString8bit(text, 0, QR_ECLEVEL_L), QRcode_free};
    Code code;
    code.size = static_cast<std::size_t>(encoded->width);
    for (std::size_t i = 0; i < code.size * code.size; ++i) {
        code.modules += (encoded->data[i] & 1U) != 0 ? '1' : '0';
    }
    return code;
}

/// What the command prints; empty also when there is no such command.
std::string output_of(const std::string& command) {
    // NOLINTNEXTLINE(cert-env33-c): a fixed command of the test
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe{::popen(command.c_str(), "re"), ::pclose};
    std::string text;
    std::array<char, 512> chunk{};
    while (pipe && std::fgets(chunk.data(), chunk.size(), pipe.get()) != nullptr) {
        text += chunk.data();
    }
    return text;
}

} // namespace

static void the_png_is_read_by_a_scanner() {
    if (output_of("command -v zbarimg").empty()) {
        SKIP_TEST("zbarimg is not installed");
    }
    const test::TempDir folder;
    const std::string path = folder / "key.png";
    CHECK_OK(write_qr_file(path, code_of(uri).view()));
    CHECK_EQUAL(output_of("zbarimg -q --raw " + path + " 2>/dev/null"), std::string{uri} + "\n");
}

static void the_svg_draws_exactly_the_dark_modules() {
    const Code code = code_of(uri);
    const SecretBuffer svg = CHECK_OK(qr_as_svg(code.view()));
    const std::string text{svg.view()};
    std::string drawn(code.size * code.size, '0');
    const std::regex run{"M([0-9]+),([0-9]+)h([0-9]+)v1h-([0-9]+)z"};
    for (std::sregex_iterator at{text.begin(), text.end(), run}, end; at != end; ++at) {
        constexpr std::size_t quiet_zone = 4;
        const std::size_t column = std::stoul((*at)[1]) - quiet_zone;
        const std::size_t row = std::stoul((*at)[2]) - quiet_zone;
        const std::size_t length = std::stoul((*at)[3]);
        CHECK_EQUAL((*at)[3].str(), (*at)[4].str());
        CHECK(column + length <= code.size && row < code.size);
        drawn.replace(row * code.size + column, length, length, '1');
    }
    CHECK_EQUAL(drawn, code.modules);
    const std::string side = std::to_string(code.size + 8);
    CHECK(text.find("viewBox=\"0 0 " + side + " " + side + "\"") != std::string::npos);
    CHECK(text.ends_with("</svg>\n"));
}

static void the_largest_and_the_densest_codes_fit() {
    for (const std::size_t size : {21U, 177U}) {
        std::string board;
        for (std::size_t i = 0; i < size * size; ++i) {
            board += i % 2 == 0 ? '1' : '0';
        }
        CHECK_OK(qr_as_svg({size, board}));
        CHECK_OK(qr_as_png({size, board}));
    }
}

static void what_is_no_code_is_not_drawn() {
    const std::string board(21UL * 21, '1');
    for (const auto& code : {present::QrModules{20, board}, present::QrModules{22, board},
                             present::QrModules{0, ""}, present::QrModules{1000, board}}) {
        CHECK_ERROR(qr_as_png(code), ErrorKind::protocol);
        CHECK_ERROR(qr_as_svg(code), ErrorKind::protocol);
    }
    const std::string odd = board.substr(1) + "x";
    CHECK_ERROR(qr_as_png({21, odd}), ErrorKind::protocol);
}

static void the_file_is_for_its_owner_alone_whatever_the_umask() {
    const test::TempDir folder;
    const std::string path = folder / "key.png";
    const mode_t before = ::umask(0);
    const auto written = write_qr_file(path, code_of(uri).view());
    ::umask(before);
    CHECK_OK(written);
    struct stat status {};
    CHECK_EQUAL(::stat(path.c_str(), &status), 0);
    CHECK_EQUAL(status.st_mode & 07777U, 0600U);
}

static void a_file_or_link_that_exists_is_not_touched() {
    const test::TempDir folder;
    const Code code = code_of(uri);
    const std::string file = folder / "file.png";
    CHECK_OK(write_qr_file(file, code.view()));
    const std::string link = folder / "link.png";
    CHECK_EQUAL(::symlink(file.c_str(), link.c_str()), 0);
    const std::string dangling = folder / "dangling.png";
    CHECK_EQUAL(::symlink((folder / "target").c_str(), dangling.c_str()), 0);
    for (const std::string& path : {file, link, dangling}) {
        CHECK_ERROR(check_is_new(path), ErrorKind::invalid_input);
        CHECK_ERROR(write_qr_file(path, code.view()), ErrorKind::invalid_input);
    }
    CHECK(!std::filesystem::exists(folder / "target"));
}

static void a_file_that_cannot_be_written_whole_does_not_stay() {
    const test::TempDir folder;
    const std::string path = folder / "key.svg";
    const Code code = code_of(uri);
    const pid_t pid = ::fork();
    if (pid == 0) {
        constexpr rlim_t too_small = 100;
        const rlimit limit{too_small, too_small};
        static_cast<void>(::signal(SIGXFSZ, SIG_IGN));
        const bool limited = ::setrlimit(RLIMIT_FSIZE, &limit) == 0;
        ::_exit(limited && !write_qr_file(path, code.view()) ? 0 : 1);
    }
    int status = -1;
    CHECK_EQUAL(::waitpid(pid, &status, 0), pid);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    CHECK(!std::filesystem::exists(path));
}

int main() {
    return mfa::test::run("tool/qr_file",
                          {
                              TEST(the_png_is_read_by_a_scanner),
                              TEST(the_svg_draws_exactly_the_dark_modules),
                              TEST(the_largest_and_the_densest_codes_fit),
                              TEST(what_is_no_code_is_not_drawn),
                              TEST(the_file_is_for_its_owner_alone_whatever_the_umask),
                              TEST(a_file_or_link_that_exists_is_not_touched),
                              TEST(a_file_that_cannot_be_written_whole_does_not_stay),
                          });
}
