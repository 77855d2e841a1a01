#include "engine/otp/qr_code.hpp"
#include "engine/otp/uri.hpp"
#include "engine/present/enrolment.hpp"
#include "engine/present/qr_text.hpp"
#include "tests/support/cmocka_cpp.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/present/terminal_picture.hpp"

#include <array>
#include <cstdlib>
#include <memory>
#include <qrencode.h>

using namespace mfa;
using namespace mfa::present;

namespace {

// 20, 32 and 64 bytes of key, which make a small, a middling and a large code.
constexpr std::string_view sha1_uri = "otpauth://totp/examplehost:alice?secret="
                                      "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=examplehost";
constexpr std::string_view sha512_uri =
    "otpauth://totp/examplehost:alice?secret="
    "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQO"
    "JQ"
    "GEZDGNA&issuer=examplehost&algorithm=SHA512&digits=8&period=60";

struct Encoded {
    std::size_t size;
    std::string modules;
    [[nodiscard]] QrModules view() const { return {size, modules}; }
};

/// `version` 0 is the smallest one that holds the text.
Encoded encode(std::string_view text, int version = 0) {
    const std::unique_ptr<QRcode, void (*)(QRcode*)> code{
        QRcode_encodeString(std::string{text}.c_str(), version, QR_ECLEVEL_L, QR_MODE_8, 1),
        QRcode_free};
    CHECK(code != nullptr);
    const auto size = static_cast<std::size_t>(code->width);
    std::string modules;
    for (std::size_t i = 0; i < size * size; ++i) {
        modules += (code->data[i] & 1U) != 0 ? '1' : '0'; // qrencode.h: bit 0 is black
    }
    return {size, modules};
}

std::string scan(const test::TerminalPicture& picture) {
    const test::TempDir folder;
    picture.write_pgm(folder / "photo.pgm");
    const std::string command =
        "zbarimg --quiet --raw --set disable --set qrcode.enable '" + (folder / "photo.pgm") + "'";
    const std::unique_ptr<FILE, int (*)(FILE*)> output{::popen(command.c_str(), "re"), ::pclose};
    CHECK(output != nullptr);
    std::array<char, 1024> text{};
    const std::size_t got = std::fread(text.data(), 1, text.size(), output.get());
    std::string seen{text.data(), got};
    while (!seen.empty() && seen.back() == '\n') {
        seen.pop_back();
    }
    return seen;
}

void check_scans(std::string_view uri, int version, QrStyle style, Background background) {
    const Encoded code = encode(uri, version);
    const SecretBuffer text = CHECK_OK(qr_as_text(code.view(), style, background));
    const test::TerminalPicture picture{text.view(), background};
    const TextExtent extent = qr_text_extent(code.size, style);
    CHECK_EQUAL(picture.lines(), extent.lines);
    CHECK_EQUAL(picture.columns(), extent.columns);
    CHECK_EQUAL(scan(picture), uri);
}

} // namespace

static void half_blocks_on_a_dark_terminal_scan() {
    check_scans(sha1_uri, 0, QrStyle::half_blocks, Background::dark);
    check_scans(sha512_uri, 0, QrStyle::half_blocks, Background::dark);
}

static void half_blocks_on_a_light_terminal_scan() {
    check_scans(sha1_uri, 0, QrStyle::half_blocks, Background::light);
    check_scans(sha512_uri, 0, QrStyle::half_blocks, Background::light);
}

static void plain_ascii_scans() {
    check_scans(sha1_uri, 0, QrStyle::ascii, Background::dark);
    check_scans(sha512_uri, 0, QrStyle::ascii, Background::dark);
    check_scans(sha1_uri, 0, QrStyle::ascii, Background::light);
}

/// From the names to the photo: long ones, blanks, letters of other alphabets, and a counter.
static void whatever_host_and_user_are_called_the_picture_says_the_same() {
    const SecretBuffer secret = SecretBuffer::copy_of("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    otp::Parameters counting;
    counting.kind = otp::Kind::hotp;
    struct Named {
        std::string issuer;
        std::string account;
        otp::Parameters parameters;
    };
    for (const auto& [issuer, account, parameters] :
         {Named{std::string(64, 'i'), "alice", {}}, Named{"Main Office 2", "alice smith", {}},
          Named{"Caf\xC3\xA9", "\xD0\xB0\xD0\xBD\xD0\xBD\xD0\xB0", {}},
          Named{"web1", "alice", counting}}) {
        const SecretBuffer uri =
            CHECK_OK(otp::key_uri(issuer, account, secret, parameters, 4'000'000'000));
        const auto code = CHECK_OK(otp::encode_qr(uri));
        for (const QrStyle style : {QrStyle::half_blocks, QrStyle::ascii}) {
            const SecretBuffer text =
                CHECK_OK(qr_as_text({code.size, code.modules.view()}, style, Background::dark));
            CHECK_EQUAL(scan(test::TerminalPicture{text.view(), Background::dark}), uri.view());
        }
    }
}

static void a_version_5_code_fits_80_by_24_with_caption_and_prompt() {
    check_scans(sha1_uri, 5, QrStyle::half_blocks, Background::dark);
    const TextExtent extent = qr_text_extent(37, QrStyle::half_blocks);
    CHECK(extent.columns <= 80);
    CHECK(1 + extent.lines + 1 <= 24);
    CHECK(qr_text_extent(37, QrStyle::ascii).columns <= 80);
}

static void ascii_is_seven_bit_and_says_how_much_room_it_needs() {
    const Encoded code = encode(sha1_uri, 5);
    const SecretBuffer text = CHECK_OK(qr_as_text(code.view(), QrStyle::ascii, Background::dark));
    for (const char c : text.view()) {
        CHECK(c == '#' || c == ' ' || c == '\n');
    }
    const TextExtent extent = qr_text_extent(37, QrStyle::ascii);
    const std::string question = picture_choices(37);
    CHECK(question.find(std::to_string(extent.columns) + " columns") != std::string::npos);
    CHECK(question.find(std::to_string(extent.lines) + " lines") != std::string::npos);
}

static void every_line_is_as_wide_as_the_picture() {
    // Trailing blanks are part of it: on a light ground the quiet zone is nothing but blanks.
    const Encoded code = encode(sha1_uri);
    const SecretBuffer text = CHECK_OK(qr_as_text(code.view(), QrStyle::ascii, Background::light));
    const std::size_t columns = qr_text_extent(code.size, QrStyle::ascii).columns;
    std::string_view rest = text.view();
    while (!rest.empty()) {
        CHECK_EQUAL(rest.find('\n'), columns);
        rest.remove_prefix(columns + 1);
    }
}

static void what_is_no_qr_code_is_refused() {
    const std::string right(21UL * 21, '0');
    const auto draw = [](std::size_t size, const std::string& modules) {
        return qr_as_text({size, modules}, QrStyle::half_blocks, Background::dark);
    };
    CHECK_OK(draw(21, right));
    CHECK_ERROR(draw(0, ""), ErrorKind::invalid_input);
    CHECK_ERROR(draw(22, std::string(22UL * 22, '0')), ErrorKind::invalid_input);
    CHECK_ERROR(draw(21, right.substr(1)), ErrorKind::invalid_input);
    CHECK_ERROR(draw(21, right.substr(1) + "2"), ErrorKind::invalid_input);
    CHECK_ERROR(draw(181, std::string(181UL * 181, '0')), ErrorKind::invalid_input);
    // 2³² squared is 0 in 64 bits.
    CHECK_ERROR(draw(std::size_t{1} << 32U, ""), ErrorKind::invalid_input);
}

int main() {
    return mfa::test::run("present/qr_text",
                          {
                              TEST(half_blocks_on_a_dark_terminal_scan),
                              TEST(half_blocks_on_a_light_terminal_scan),
                              TEST(plain_ascii_scans),
                              TEST(whatever_host_and_user_are_called_the_picture_says_the_same),
                              TEST(a_version_5_code_fits_80_by_24_with_caption_and_prompt),
                              TEST(ascii_is_seven_bit_and_says_how_much_room_it_needs),
                              TEST(every_line_is_as_wide_as_the_picture),
                              TEST(what_is_no_qr_code_is_refused),
                          });
}
