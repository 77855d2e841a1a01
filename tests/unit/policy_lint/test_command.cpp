// mfa_tool policy lint and codes, as a script sees them.
#include "tests/support/cmocka_cpp.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/tool/run_tool.hpp"

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <unistd.h>

using namespace mfa;
using namespace mfa::test;
using nlohmann::json;

namespace {

Ran run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "policy");
    return run_tool(tool::Settings{}, arguments);
}

std::string write_policy(const TempDir& folder, const std::string& statements) {
    std::string path = folder / "p.yaml";
    std::ofstream{path} << "Version: 2012-10-17\nStatement:\n"
                           "  - {Effect: Allow, Action: iam:CreateVirtualMFADevice, Resource: "
                           "'arn:aws:iam::*:mfa/${aws:username}'}\n"
                           "  - {Effect: Allow, Action: iam:EnableMFADevice, Resource: "
                           "'arn:aws:iam::*:user/${aws:username}'}\n"
                           "  - {Effect: Allow, Action: host:Start*, Resource: '*', Condition: "
                           "{Bool: {aws:MultiFactorAuthPresent: true}}}\n"
                        << statements;
    return path;
}

constexpr const char* misspelt =
    "  - {Effect: Allow, Action: iam:GetUsr, Resource: 'arn:aws:iam::*:user/x'}\n";

} // namespace

static void suggestions_never_fail() {
    const TempDir folder;
    const Ran ran = run({"lint", "--strict", write_policy(folder, "")});
    CHECK_EQUAL(ran.exit, 0);
    CHECK(ran.out.find(":1:1: suggestion: ") != std::string::npos);
    CHECK(ran.out.ends_with(" [no-break-glass]\n"));
}

static void warnings_fail_when_strict() {
    const TempDir folder;
    const std::string path = write_policy(folder, misspelt);
    const Ran ran = run({"lint", path});
    CHECK_EQUAL(ran.exit, 0);
    CHECK(ran.out.find(path + ":6:29: warning: ") != std::string::npos);
    CHECK(ran.out.find("did you mean `iam:GetUser`? [unknown-action]\n") != std::string::npos);
    CHECK_EQUAL(run({"lint", "--strict", path}).exit, 1);
}

static void errors_fail() {
    const TempDir folder;
    const std::string locked = write_policy(folder, "  - {Effect: Deny, Action: host:*, "
                                                    "Resource: '*'}\n");
    CHECK_EQUAL(run({"lint", locked}).exit, 1);
    const Ran broken = run({"lint", write_policy(folder, "  - {Effect: Alow}\n")});
    CHECK_EQUAL(broken.exit, 1);
    CHECK(broken.out.find(":6:14: error: ") != std::string::npos);
    CHECK_EQUAL(run({"lint", folder / "none.yaml"}).exit, 1);
}

static void as_json_it_is_one_document_like_that_of_check() {
    const TempDir folder;
    const Ran ran = run({"lint", "--json", write_policy(folder, misspelt)});
    CHECK_EQUAL(ran.exit, 0);
    const json document = json::parse(ran.out);
    CHECK_EQUAL(document.at("valid"), true);
    CHECK_EQUAL(document.at("statements"), 4);
    CHECK_EQUAL(document.at("files").size(), 1U);
    const json& finding = document.at("findings").back();
    CHECK_EQUAL(finding.at("severity"), "warning");
    CHECK_EQUAL(finding.at("code"), "unknown-action");
    CHECK_EQUAL(finding.at("line"), 6);
    CHECK_EQUAL(finding.at("column"), 29);
}

static void without_host_the_machine_is_left_out() {
    const TempDir folder;
    const std::string path =
        write_policy(folder, "  - {Effect: Allow, Action: host:RunCommand, Resource: "
                             "'arn:aws:host:*:*:command/usr/bin/no-such-program'}\n");
    CHECK(run({"lint", path}).out.find("[missing-command]") != std::string::npos);
    CHECK(run({"lint", "--without-host", path}).out.find("[missing-command]") == std::string::npos);
}

static void links_and_files_that_others_can_write_to_are_seen() {
    const TempDir folder;
    const std::string file = folder / "tool";
    std::ofstream{file} << "#!/bin/sh\n";
    CHECK_EQUAL(::symlink(file.c_str(), (folder / "link").c_str()), 0);
    const auto lint = [&](const std::string& path) {
        return run({"lint", write_policy(folder, "  - {Effect: Allow, Action: host:RunCommand, "
                                                 "Resource: 'arn:aws:host:*:*:command" +
                                                     path + "'}\n")})
            .out;
    };
    CHECK(lint(file).find("[writable-command]") != std::string::npos);
    // /proc/self/exe is a link on every machine, and in no user's folder.
    CHECK(lint("/proc/self/exe").find("[symlinked-command]") != std::string::npos);
}

static void codes_lists_each_code_once() {
    const Ran ran = run({"codes", "--json"});
    CHECK_EQUAL(ran.exit, 0);
    std::set<std::string> codes;
    const json document = json::parse(ran.out);
    for (const json& code : document.at("codes")) {
        CHECK(codes.insert(code.at("code")).second);
        CHECK(!code.at("summary").get<std::string>().empty());
    }
    CHECK(codes.contains("unknown-operator"));
    CHECK(codes.contains("lock-out"));
    CHECK(run({"codes"}).out.find("lock-out ") != std::string::npos);
}

int main() {
    return mfa::test::run("policy_lint/command",
                          {
                              TEST(suggestions_never_fail),
                              TEST(warnings_fail_when_strict),
                              TEST(errors_fail),
                              TEST(as_json_it_is_one_document_like_that_of_check),
                              TEST(without_host_the_machine_is_left_out),
                              TEST(links_and_files_that_others_can_write_to_are_seen),
                              TEST(codes_lists_each_code_once),
                          });
}
