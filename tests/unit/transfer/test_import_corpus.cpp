// The files of tests/corpus/import: good-* are taken whole, bad-* have their first error where
// EXPECTED says (0:0: anywhere).
#include "engine/transfer/google_authenticator.hpp"
#include "engine/transfer/oath_users.hpp"
#include "engine/transfer/otpauth_uri.hpp"
#include "engine/transfer/pskc/pskc.hpp"
#include "tests/unit/transfer/reading.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

namespace {

using namespace mfa::test;
using mfa::SecretBuffer;
using mfa::transfer::Report;
using Reader = Report (*)(const SecretBuffer&);

std::map<std::string, std::string> expected_in(const std::filesystem::path& folder) {
    std::map<std::string, std::string> expected;
    std::ifstream file{folder / "EXPECTED"};
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with('#')) {
            expected[line.substr(0, line.find(' '))] = line.substr(line.find(' ') + 1);
        }
    }
    return expected;
}

std::string named(const std::string& file, const std::string& what) {
    return file + " " + what;
}

std::string first_error(const Report& report) {
    const auto found =
        std::find_if(report.findings.begin(), report.findings.end(), [](const auto& finding) {
            return finding.severity == mfa::transfer::Severity::error;
        });
    return found == report.findings.end()
               ? "none"
               : std::to_string(found->place.line) + ":" + std::to_string(found->place.column);
}

void check_folder(const char* name, Reader reader) {
    const std::filesystem::path folder = std::filesystem::path{IMPORT_CORPUS} / name;
    auto expected = expected_in(folder);
    int good = 0;
    for (const auto& entry : std::filesystem::directory_iterator{folder}) {
        const std::string file = entry.path().filename();
        if (file == "EXPECTED") {
            continue;
        }
        std::stringstream text;
        text << std::ifstream{entry.path()}.rdbuf();
        const Report report = reader(secret_text(text.str()));
        const std::string error = named(file, first_error(report));
        if (file.starts_with("good-")) {
            ++good;
            CHECK_EQUAL(error, named(file, "none"));
            CHECK(!report.entries.empty());
        } else {
            const std::string wanted = expected[file];
            CHECK(report.has_errors());
            CHECK_EQUAL(wanted == "0:0" ? named(file, "0:0") : error, named(file, wanted));
            expected.erase(file);
        }
    }
    CHECK(good > 0);
    CHECK(expected.empty());
}

void google_authenticator_files() {
    check_folder("google", mfa::transfer::read_google_authenticator);
}
void users_files_of_pam_oath() {
    check_folder("oath", mfa::transfer::read_oath_users);
}
void key_uris() {
    check_folder("uri", mfa::transfer::read_otpauth_uris);
}
void pskc_files() {
    check_folder("pskc", [](const SecretBuffer& text) {
        return mfa::transfer::read_pskc(text, std::nullopt);
    });
}

} // namespace

int main() {
    return mfa::test::run("transfer/import_corpus",
                          {TEST(google_authenticator_files), TEST(users_files_of_pam_oath),
                           TEST(key_uris), TEST(pskc_files)});
}
