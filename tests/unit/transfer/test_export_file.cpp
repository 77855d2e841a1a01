// Exports come back as they were, and nothing of them can be seen or changed in between.
#include "engine/transfer/export_file.hpp"

#include "engine/transfer/export_content.hpp"
#include "tests/support/fakes.hpp"
#include "tests/unit/transfer/reading.hpp"

#include <array>
#include <openssl/evp.h>

namespace {

using namespace mfa;
using namespace mfa::test;
using transfer::Entry;
using transfer::Kind;
using transfer::ScryptCost;

/// What scrypt costs least of what is read: these tests derive many keys.
constexpr ScryptCost cheap{14, 8, 1};

SecretBuffer passphrase() {
    return secret_text("correct horse battery staple");
}

std::vector<Entry> entries() {
    std::vector<Entry> made(2);
    made[0].user = "alice";
    made[0].parameters = {otp::Algorithm::sha512, 8, 60};
    made[0].secret = secret_text(rfc_secret);
    made[0].drift_s = -90;
    made[0].last_step = 59000000;
    made[0].scratch_codes.push_back(secret_text("36219574"));
    made[0].scratch_codes.push_back(secret_text("98765432"));
    made[1].user = "alice";
    made[1].device = "phone";
    made[1].parameters.kind = Kind::hotp;
    made[1].secret = secret_text("ABCDEFGHIJKLMNOPQRST");
    made[1].counter = 7;
    return made;
}

std::string exported() {
    FakeRandom random;
    return CHECK_OK(transfer::write_export(entries(), passphrase(), random, cheap));
}

void check_same(const std::vector<Entry>& left, const std::vector<Entry>& right) {
    CHECK_EQUAL(left.size(), right.size());
    for (std::size_t i = 0; i < left.size(); ++i) {
        CHECK_EQUAL(left[i].user, right[i].user);
        CHECK_EQUAL(left[i].device, right[i].device);
        CHECK(left[i].parameters.kind == right[i].parameters.kind);
        CHECK(left[i].parameters == right[i].parameters);
        CHECK(left[i].secret.equals(right[i].secret));
        CHECK_EQUAL(left[i].counter, right[i].counter);
        CHECK_EQUAL(left[i].drift_s, right[i].drift_s);
        CHECK_EQUAL(left[i].last_step, right[i].last_step);
        CHECK_EQUAL(left[i].scratch_codes.size(), right[i].scratch_codes.size());
        for (std::size_t n = 0; n < left[i].scratch_codes.size(); ++n) {
            CHECK(left[i].scratch_codes[n].equals(right[i].scratch_codes[n]));
        }
    }
}

void entries_come_back_as_they_were() {
    check_same(CHECK_OK(transfer::read_export(exported(), passphrase())), entries());
}

void the_default_cost_is_the_documented_one() {
    FakeRandom random;
    const std::string file = CHECK_OK(transfer::write_export({}, passphrase(), random));
    CHECK_EQUAL(file.substr(0, 15), "MFA-EXPORT\n\1\17\10\1");
    CHECK(CHECK_OK(transfer::read_export(file, passphrase())).empty());
}

void nothing_of_a_secret_is_in_the_file() {
    const std::string file = exported();
    for (const std::string_view part : {"alice", "phone", "12345678", "36219574", "ABCDEFGH"}) {
        CHECK(file.find(part) == std::string::npos);
    }
}

void no_two_exports_are_alike() {
    FakeRandom random;
    const auto first = CHECK_OK(transfer::write_export(entries(), passphrase(), random, cheap));
    const auto second = CHECK_OK(transfer::write_export(entries(), passphrase(), random, cheap));
    CHECK(first.substr(15, 28) != second.substr(15, 28));
    CHECK(first.substr(43) != second.substr(43));
}

/// The format is documented well enough to be read with OpenSSL alone.
void the_key_is_scrypt_of_passphrase_and_salt() {
    const std::string file = exported();
    std::array<unsigned char, 32> key{};
    const auto* bytes = reinterpret_cast<const unsigned char*>(file.data());
    const auto words = passphrase();
    CHECK_EQUAL(EVP_PBE_scrypt(words.view().data(), words.size(), bytes + 15, 16, 1U << 14, 8, 1,
                               64UL << 20, key.data(), key.size()),
                1);
    const std::unique_ptr<EVP_CIPHER_CTX, void (*)(EVP_CIPHER_CTX*)> context{EVP_CIPHER_CTX_new(),
                                                                             EVP_CIPHER_CTX_free};
    std::string plain(file.size() - 43 - 16, '\0');
    int length = 0;
    CHECK_EQUAL(
        EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.data(), bytes + 31), 1);
    CHECK_EQUAL(EVP_DecryptUpdate(context.get(), nullptr, &length, bytes, 43), 1);
    CHECK_EQUAL(EVP_DecryptUpdate(context.get(), reinterpret_cast<unsigned char*>(plain.data()),
                                  &length, bytes + 43, static_cast<int>(plain.size())),
                1);
    CHECK_EQUAL(plain.substr(0, 8), std::string_view("\2\0\5alice", 8));
}

void a_wrong_passphrase_and_damage_are_one_error() {
    const auto wrong = transfer::read_export(exported(), secret_text("correct horse"));
    CHECK_ERROR(wrong, ErrorKind::corrupt);
    std::string file = exported();
    file.back() = static_cast<char>(file.back() ^ 1);
    const auto damaged = transfer::read_export(file, passphrase());
    CHECK_ERROR(damaged, ErrorKind::corrupt);
    CHECK_EQUAL(wrong.error().message(), damaged.error().message());
}

void every_byte_counts() {
    const std::string file = exported();
    for (std::size_t i = 0; i < file.size(); i += 11) {
        std::string damaged = file;
        damaged[i] = static_cast<char>(damaged[i] ^ 4);
        CHECK(!transfer::read_export(damaged, passphrase()));
    }
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{11}, std::size_t{42}, std::size_t{58}, file.size() - 1}) {
        CHECK(!transfer::read_export(file.substr(0, size), passphrase()));
    }
    CHECK(!transfer::read_export(file + "x", passphrase()));
}

void a_header_cannot_ask_for_all_memory() {
    for (const auto& [at, value] :
         {std::pair{12, '\x13'}, std::pair{12, '\x40'}, std::pair{12, '\x01'},
          std::pair{13, '\x09'}, std::pair{13, '\xff'}, std::pair{14, '\x05'},
          std::pair{14, '\0'}}) {
        std::string file = exported();
        file[static_cast<std::size_t>(at)] = value;
        CHECK_ERROR(transfer::read_export(file, passphrase()), ErrorKind::corrupt);
    }
}

void other_files_and_later_versions_are_named() {
    CHECK_ERROR(transfer::read_export("PK\3\4", passphrase()), ErrorKind::invalid_input);
    std::string file = exported();
    file[11] = 2;
    const auto later = transfer::read_export(file, passphrase());
    CHECK_ERROR(later, ErrorKind::invalid_input);
    CHECK(later.error().message().find("version 2") != std::string::npos);
}

void an_export_needs_a_passphrase() {
    FakeRandom random;
    CHECK_ERROR(transfer::write_export(entries(), {}, random, cheap), ErrorKind::invalid_input);
    CHECK_ERROR(
        transfer::write_export(entries(), secret_text(std::string(1025, 'x')), random, cheap),
        ErrorKind::invalid_input);
    CHECK_ERROR(transfer::read_export(exported(), {}), ErrorKind::invalid_input);
}

void entries_that_cannot_be_are_not_written() {
    FakeRandom random;
    auto bad = entries();
    bad[0].user = "../x";
    CHECK_ERROR(transfer::write_export(bad, passphrase(), random, cheap), ErrorKind::invalid_input);
    bad = entries();
    bad[1].secret = secret_text("short");
    CHECK_ERROR(transfer::write_export(bad, passphrase(), random, cheap), ErrorKind::invalid_input);
}

void content_that_cannot_be_is_damage() {
    const auto good = CHECK_OK(transfer::encode_entries(entries()));
    for (std::size_t size = 0; size < good.size(); ++size) {
        CHECK_ERROR(transfer::decode_entries(secret_text(good.view().substr(0, size))),
                    ErrorKind::corrupt);
    }
    CHECK_ERROR(transfer::decode_entries(secret_text(std::string{good.view()} + "x")),
                ErrorKind::corrupt);
    CHECK_ERROR(transfer::decode_entries(secret_text("\xff\xff")), ErrorKind::corrupt);
}

} // namespace

int main() {
    return mfa::test::run(
        "transfer/export_file",
        {TEST(entries_come_back_as_they_were), TEST(the_default_cost_is_the_documented_one),
         TEST(nothing_of_a_secret_is_in_the_file), TEST(no_two_exports_are_alike),
         TEST(the_key_is_scrypt_of_passphrase_and_salt),
         TEST(a_wrong_passphrase_and_damage_are_one_error), TEST(every_byte_counts),
         TEST(a_header_cannot_ask_for_all_memory), TEST(other_files_and_later_versions_are_named),
         TEST(an_export_needs_a_passphrase), TEST(entries_that_cannot_be_are_not_written),
         TEST(content_that_cannot_be_is_damage)});
}
