// mfa_tool admin import and export: what the helper is asked, and what becomes of its answers.
#include "engine/transfer/export_file.hpp"
#include "tests/support/cmocka_cpp.hpp"
#include "tests/support/fakes.hpp"
#include "tests/unit/tool/run_tool.hpp"
#include "tests/unit/tool/tool_on_terminal.hpp"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <pwd.h>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace mfa;
using namespace mfa::test;
using nlohmann::ordered_json;
using wire::Field;
using wire::Message;
using wire::MessageType;

namespace {

constexpr const char* rfc_hexadecimal = "3132333435363738393031323334353637383930";

std::string text_in(const Message& request, Field field) {
    return std::string{request.text(field).value_or("(missing)")};
}

/// The helper's answer to import_device.
Message imported(std::string_view device, std::int64_t skipped = 0) {
    Message reply = ok_reply();
    reply.add(Field::device, device)
        .add(Field::arn, "arn:aws:iam::000000000000:mfa/" + std::string{device})
        .add(Field::state, "enabled")
        .add_number(Field::drift_s, 0)
        .add_number(Field::skipped, skipped);
    return reply;
}

/// An item of an export: alice's device, of the RFCs' key.
Message exported(std::string_view device, std::string_view type) {
    Message item{MessageType::item};
    item.add(Field::device, device)
        .add(Field::user, "alice")
        .add(Field::type, type)
        .add(Field::algorithm, "sha1")
        .add_number(Field::digits, 6)
        .add_number(Field::period_s, 30)
        .add_number(Field::drift_s, type == "totp" ? 60 : 0)
        .add(Field::secret, rfc_secret);
    return item;
}

std::string write(const std::string& path, const std::string& text) {
    std::ofstream{path} << text;
    return path;
}

std::string content_of(const std::string& path) {
    std::stringstream text;
    text << std::ifstream{path}.rdbuf();
    return text.str();
}

std::string own_name() {
    const passwd* entry = ::getpwuid(::getuid());
    CHECK(entry != nullptr);
    return entry->pw_name;
}

std::string google_file(const std::string& lines = "\" TOTP_AUTH\n") {
    return std::string{rfc_secret} + "\n" + lines;
}

tool::Settings settings_of(const FakeHelper& helper) {
    tool::Settings settings;
    settings.helper_path = helper.path();
    return settings;
}

/// A key container with one HOTP key of that serial number.
std::string pskc_file(const std::string& serial_number) {
    return R"(<KeyContainer Version="1.0" xmlns="urn:ietf:params:xml:ns:keyprov:pskc"><KeyPackage>
<DeviceInfo><SerialNo>)" +
           serial_number + R"(</SerialNo></DeviceInfo>
<Key Id="1" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:hotp"><AlgorithmParameters>
<ResponseFormat Length="6" Encoding="DECIMAL"/></AlgorithmParameters><Data>
<Secret><PlainValue>MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=</PlainValue></Secret>
<Counter><PlainValue>5</PlainValue></Counter></Data></Key></KeyPackage></KeyContainer>)";
}

} // namespace

static void a_google_file_is_its_owners_device() {
    FakeHelper helper;
    helper.answer(imported("x", 1));
    const TempDir folder;
    write(folder / ".google_authenticator",
          google_file("\" TIME_SKEW 2\n\" DISALLOW_REUSE 59000000\n\" TOTP_AUTH\n12345678\n"));
    const Ran ran =
        run_tool(helper, {"admin", "import", "--from", "google-authenticator", folder / ""});
    CHECK_EQUAL(ran.exit, 0);
    const Message request = helper.request(0);
    CHECK(request.type() == MessageType::import_device);
    CHECK_EQUAL(text_in(request, Field::user), own_name());
    CHECK_EQUAL(text_in(request, Field::device), "(missing)");
    CHECK_EQUAL(text_in(request, Field::type), "totp");
    CHECK_EQUAL(text_in(request, Field::secret), rfc_secret);
    CHECK_EQUAL(request.number(Field::drift_s).value(), 60);
    CHECK_EQUAL(request.number(Field::last_step).value(), 59000000);
    CHECK_EQUAL(text_in(request, Field::scratch_code), "12345678");
    CHECK(!request.number(Field::dry_run));
    CHECK(ran.out.find("1 scratch code is not kept") != std::string::npos);
    CHECK(ran.out.find("1 device taken, 0 not.\n") != std::string::npos);
}

static void user_and_dry_run_go_to_the_helper() {
    FakeHelper helper;
    helper.answer(imported("bob"));
    const TempDir folder;
    const Ran ran = run_tool(helper, {"admin", "import", "--from", "google-authenticator", "--user",
                                      "bob", "--dry-run", write(folder / "f", google_file())});
    CHECK_EQUAL(ran.exit, 0);
    CHECK_EQUAL(text_in(helper.request(0), Field::user), "bob");
    CHECK_EQUAL(helper.request(0).number(Field::dry_run).value(), 1);
    CHECK(ran.out.find("bob: would be enabled from ") == 0);
}

static void one_that_is_not_taken_stops_no_other() {
    FakeHelper helper;
    helper.answer(failed_reply(wire::Outcome::failed, "device_exists", "it is enabled already"));
    helper.answer(imported("bob"));
    const TempDir folder;
    const std::string secret = rfc_hexadecimal;
    const std::string path =
        write(folder / "users.oath", "HOTP alice - " + secret + " 3 969429\n" + "HOTP carol 4711 " +
                                         secret + "\n" + "HOTP/T30 bob - " + secret + "\n");
    const Ran ran = run_tool(helper, {"admin", "import", "--from", "pam-oath", "--json", path});
    CHECK_EQUAL(ran.exit, 1);
    CHECK_EQUAL(helper.requests(), 2);
    CHECK_EQUAL(text_in(helper.request(0), Field::type), "hotp");
    CHECK_EQUAL(helper.request(0).number(Field::counter).value(), 4);
    const auto document = ordered_json::parse(ran.out);
    CHECK_EQUAL(document["dry_run"], false);
    CHECK_EQUAL(document["taken"].size(), 1U);
    CHECK_EQUAL(document["taken"][0]["device"], "bob");
    CHECK_EQUAL(document["taken"][0]["type"], "totp");
    CHECK_EQUAL(document["taken"][0]["source"], path);
    CHECK_EQUAL(document["not_taken"].size(), 2U);
    CHECK_EQUAL(document["not_taken"][0]["line"], 2);
    CHECK_EQUAL(document["not_taken"][0]["column"], 12);
    CHECK_EQUAL(document["not_taken"][0]["user"], nullptr);
    CHECK_EQUAL(document["not_taken"][1]["user"], "alice");
    CHECK_EQUAL(document["not_taken"][1]["code"], "device_exists");
    CHECK(ran.out.find("4711") == std::string::npos);
}

static void a_single_denial_ends_as_a_denial() {
    FakeHelper helper;
    helper.answer(failed_reply(wire::Outcome::denied, "denied", "no"));
    const Ran ran = run_tool(helper, {"admin", "import", "--from", "otpauth-uri", "-"},
                             std::string{rfc_uri} + "\n");
    CHECK_EQUAL(ran.exit, 3);
    CHECK_EQUAL(text_in(helper.request(0), Field::user), "alice");
}

static void links_fifos_and_second_names_are_not_read() {
    const FakeHelper helper;
    const TempDir folder;
    const std::string file = write(folder / "file", google_file());
    CHECK_EQUAL(::symlink(file.c_str(), (folder / "link").c_str()), 0);
    CHECK_EQUAL(::mkfifo((folder / "fifo").c_str(), 0600), 0);
    for (const std::string name : {"link", "fifo", "missing"}) {
        const Ran ran =
            run_tool(helper, {"admin", "import", "--from", "google-authenticator", folder / name});
        CHECK_EQUAL(ran.exit, 1);
        CHECK(ran.out.find("not taken: ") != std::string::npos);
    }
    CHECK_EQUAL(::link(file.c_str(), (folder / "second").c_str()), 0);
    CHECK_EQUAL(run_tool(helper, {"admin", "import", "--from", "google-authenticator", file}).exit,
                1);
    CHECK_EQUAL(helper.requests(), 0);
}

static void a_file_that_others_can_write_is_noted() {
    FakeHelper helper;
    helper.answer(imported("bob"));
    const TempDir folder;
    const std::string file = write(folder / "file", google_file());
    CHECK_EQUAL(::chmod(file.c_str(), 0622), 0);
    const Ran ran = run_tool(
        helper, {"admin", "import", "--from", "google-authenticator", "--user", "bob", file});
    CHECK_EQUAL(ran.exit, 0);
    CHECK(ran.out.find("note: others than its owner can write this file") != std::string::npos);
}

static void options_that_do_not_go_together_are_usage() {
    const FakeHelper helper;
    const std::vector<std::vector<std::string>> lines{
        {"--from", "pam-oath", "--user", "bob", "f"},
        {"--from", "pam-mfa", "--user", "bob", "f"},
        {"--from", "pam-oath", "--password-from-stdin", "f"},
        {"--from", "google-authenticator", "-"},
        {"--from", "pam-mfa", "-"},
        {"--from", "otpauth-uri", "-", "f"},
        {"--from", "freeotp", "f"},
        {"f"},
        {"--from", "pam-oath"}};
    for (const auto& line : lines) {
        std::vector<std::string> arguments{"admin", "import"};
        arguments.insert(arguments.end(), line.begin(), line.end());
        CHECK_EQUAL(run_tool(helper, arguments).exit, 2);
    }
    CHECK_EQUAL(helper.requests(), 0);
}

static void a_pskc_file_is_read_by_a_process_of_its_own() {
    FakeHelper helper;
    helper.answer(imported("bob/4711"));
    const TempDir folder;
    const std::string path = write(folder / "tokens.xml", pskc_file("4711"));
    auto settings = settings_of(helper);
    settings.pskc_reader_path = PSKC_READER_PROGRAM;
    const std::vector<std::string> arguments{"admin",  "import", "--from", "pskc",
                                             "--user", "bob",    path};
    CHECK_EQUAL(run_tool(settings, arguments).exit, 0);
    const Message request = helper.request(0);
    CHECK_EQUAL(text_in(request, Field::user), "bob");
    CHECK_EQUAL(text_in(request, Field::device), "4711");
    CHECK_EQUAL(text_in(request, Field::type), "hotp");
    CHECK_EQUAL(request.number(Field::counter).value(), 5);
    CHECK_EQUAL(text_in(request, Field::secret), rfc_secret);

    const Ran without_user = run_tool(settings, {"admin", "import", "--from", "pskc", path});
    CHECK_EQUAL(without_user.exit, 1);
    CHECK(without_user.out.find(":1:1: not taken: it is not said whose device this is") !=
          std::string::npos);

    settings.pskc_reader_path = "/bin/false";
    const Ran without_reader = run_tool(settings, arguments);
    CHECK_EQUAL(without_reader.exit, 1);
    CHECK(without_reader.out.find("did not come to its end") != std::string::npos);
    CHECK_EQUAL(helper.requests(), 1);
}

static void an_export_goes_into_a_new_file_of_its_owner_alone() {
    FakeHelper helper;
    Message reply = ok_reply();
    const Message first = exported("alice", "totp");
    Message second = exported("alice/token", "hotp");
    second.add_number(Field::counter, 7);
    helper.answer({&first, &second, &reply});
    const TempDir folder;
    const std::string path = folder / "alice.mfa";
    const Ran ran =
        run_tool(helper, {"admin", "export", "alice", "--out", path, "--json"}, "correct horse\n");
    CHECK_EQUAL(ran.exit, 0);
    CHECK(helper.request(0).type() == MessageType::export_user);
    CHECK_EQUAL(text_in(helper.request(0), Field::user), "alice");
    CHECK_EQUAL(ordered_json::parse(ran.out)["devices"], 2);
    struct stat status {};
    CHECK_EQUAL(::stat(path.c_str(), &status), 0);
    CHECK_EQUAL(status.st_mode & 07777U, 0600U);
    const std::string file = content_of(path);
    CHECK(file.find("alice") == std::string::npos);
    const auto entries =
        CHECK_OK(transfer::read_export(file, SecretBuffer::copy_of("correct horse")));
    CHECK_EQUAL(entries.size(), 2U);
    CHECK_EQUAL(entries[0].drift_s, 60);
    CHECK_EQUAL(entries[1].device, "token");
    CHECK_EQUAL(entries[1].counter, 7U);
}

static void an_export_comes_back_in() {
    FakeRandom random;
    std::vector<transfer::Entry> entries(1);
    entries[0].user = "alice";
    entries[0].device = "token";
    entries[0].secret = SecretBuffer::copy_of("12345678901234567890");
    const std::string file = CHECK_OK(transfer::write_export(
        entries, SecretBuffer::copy_of("correct horse"), random, {14, 8, 1}));
    const TempDir folder;
    const std::string path = write(folder / "alice.mfa", file);
    FakeHelper helper;
    helper.answer(imported("alice/token"));
    const std::vector<std::string> arguments{"admin", "import", "--from", "pam-mfa", path};
    CHECK_EQUAL(run_tool(helper, arguments, "correct horse\n").exit, 0);
    CHECK_EQUAL(text_in(helper.request(0), Field::device), "token");
    const Ran wrong = run_tool(helper, arguments, "wrong horse\n");
    CHECK_EQUAL(wrong.exit, 1);
    CHECK(wrong.out.find("the passphrase is wrong, or the file is damaged") != std::string::npos);
    CHECK_EQUAL(helper.requests(), 1);
}

static void nothing_is_exported_over_a_file_or_without_a_passphrase() {
    const FakeHelper helper;
    const TempDir folder;
    const std::string there = write(folder / "there", "x");
    CHECK_EQUAL(
        run_tool(helper, {"admin", "export", "alice", "--out", there}, "correct horse\n").exit, 1);
    CHECK_EQUAL(content_of(there), "x");
    for (const char* passphrase : {"", "\n", "short\n"}) {
        CHECK_EQUAL(
            run_tool(helper, {"admin", "export", "alice", "--out", folder / "new"}, passphrase)
                .exit,
            1);
    }
    CHECK(!std::filesystem::exists(folder / "new"));
    CHECK_EQUAL(helper.requests(), 0);
}

static void a_refused_export_leaves_no_file() {
    FakeHelper helper;
    helper.answer(failed_reply(wire::Outcome::denied, "denied", "no"));
    const TempDir folder;
    CHECK_EQUAL(
        run_tool(helper, {"admin", "export", "alice", "--out", folder / "new"}, "correct horse\n")
            .exit,
        3);
    CHECK(!std::filesystem::exists(folder / "new"));
}

static void on_a_terminal_a_passphrase_is_asked_for_twice() {
    FakeHelper helper;
    Message reply = ok_reply();
    const Message item = exported("alice", "totp");
    helper.answer({&item, &reply});
    const TempDir folder;
    ToolOnTerminal tool{settings_of(helper), {"admin", "export", "alice", "--out", folder / "new"}};
    tool.expect("Passphrase for the file");
    tool.type("correct horse\n");
    tool.expect("The same again: ");
    tool.type("another horse\n");
    tool.expect("not the same");
    tool.expect("Passphrase for the file");
    tool.type("correct horse\n");
    tool.expect("The same again: ");
    tool.type("correct horse\n");
    CHECK_EQUAL(tool.wait(), 0);
    CHECK(tool.screen().find("horse") == std::string::npos);
    CHECK_OK(
        transfer::read_export(content_of(folder / "new"), SecretBuffer::copy_of("correct horse")));
}

int main() {
    return mfa::test::run(
        "tool/transfer",
        {TEST(a_google_file_is_its_owners_device), TEST(user_and_dry_run_go_to_the_helper),
         TEST(one_that_is_not_taken_stops_no_other), TEST(a_single_denial_ends_as_a_denial),
         TEST(links_fifos_and_second_names_are_not_read),
         TEST(a_file_that_others_can_write_is_noted),
         TEST(options_that_do_not_go_together_are_usage),
         TEST(a_pskc_file_is_read_by_a_process_of_its_own),
         TEST(an_export_goes_into_a_new_file_of_its_owner_alone), TEST(an_export_comes_back_in),
         TEST(nothing_is_exported_over_a_file_or_without_a_passphrase),
         TEST(a_refused_export_leaves_no_file),
         TEST(on_a_terminal_a_passphrase_is_asked_for_twice)});
}
