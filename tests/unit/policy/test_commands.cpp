// mfa_tool policy check and simulate, as a script sees them.
#include "tests/support/temp_dir.hpp"
#include "tests/unit/tool/run_tool.hpp"

#include "tests/support/cmocka_cpp.hpp"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

using namespace mfa;
using namespace mfa::test;
using nlohmann::json;

namespace {

constexpr const char* good_policy =
    "Version: 2012-10-17\n"
    "Statement:\n"
    "  - Sid: Own\n"
    "    Effect: Allow\n"
    "    Action: iam:GetUser\n"
    "    Resource: arn:aws:iam::*:user/${aws:username}\n"
    "  - {Effect: Deny, Action: iam:*, Resource: '*', Condition: {BoolIfExists: "
    "{aws:MultiFactorAuthPresent: false}}}\n"
    "  - Sid: Admins\n"
    "    Effect: Allow\n"
    "    Action: iam:ListUsers\n"
    "    Resource: '*'\n"
    "    Condition: {ForAnyValue:StringEquals: {host:Groups: adm}, StringEquals: {aws:userid: "
    "1000}}\n";
constexpr const char* bad_policy = "Statement:\n  - {Effect: Alow, Action: '*', Resource: '*'}\n";

void write_file(const std::string& path, const std::string& text) {
    std::ofstream{path} << text;
}

Ran run(std::vector<std::string> arguments, std::string_view input = {}) {
    arguments.insert(arguments.begin(), "policy");
    return run_tool(tool::Settings{}, arguments, input);
}

Ran simulate(const std::string& policy, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"simulate", "--policy", policy});
    return run(std::move(arguments));
}

std::vector<json> lines_of(const std::string& text) {
    std::vector<json> lines;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(json::parse(line));
    }
    return lines;
}

/// The answers to request lines that bring their own policy.
std::vector<json> answers_to(const std::string& input) {
    const Ran ran = run({"simulate", "--requests", "-"}, input);
    CHECK_EQUAL(ran.exit, 0);
    CHECK_EQUAL(ran.err, "");
    return lines_of(ran.out);
}

} // namespace

static void check_prints_each_finding_and_fails() {
    const TempDir folder;
    write_file(folder / "a.yaml", good_policy);
    write_file(folder / "b.yaml", bad_policy);
    const Ran good = run({"check", folder / "a.yaml"});
    CHECK_EQUAL(good.exit, 0);
    CHECK_EQUAL(good.out, "");
    const Ran bad = run({"check", folder / "a.yaml", folder / "b.yaml"});
    CHECK_EQUAL(bad.exit, 1);
    CHECK(bad.out.starts_with((folder / "b.yaml") + ":2:14: error: "));
    CHECK(bad.out.ends_with(" [bad-effect]\n"));
}

static void check_as_json_is_one_document() {
    const TempDir folder;
    write_file(folder / "b.yaml", bad_policy);
    const Ran ran = run({"check", "--json", folder / "b.yaml"});
    CHECK_EQUAL(ran.exit, 1);
    const json document = json::parse(ran.out);
    CHECK_EQUAL(document.at("valid"), false);
    CHECK_EQUAL(document.at("files").size(), 1U);
    CHECK_EQUAL(document.at("findings").size(), 1U);
    CHECK_EQUAL(document.at("findings")[0].at("line"), 2);
    CHECK_EQUAL(document.at("findings")[0].at("column"), 14);
    CHECK_EQUAL(document.at("findings")[0].at("code"), "bad-effect");
}

static void check_of_a_file_with_very_many_errors_is_short() {
    const TempDir folder;
    std::string many = "{\"Statement\": [{}";
    for (int i = 0; i < 10'000; ++i) {
        many += ",{}";
    }
    write_file(folder / "a.json", many + "]}");
    const Ran ran = run({"check", folder / "a.json"});
    CHECK_EQUAL(ran.exit, 1);
    CHECK_EQUAL(std::count(ran.out.begin(), ran.out.end(), '\n'), 101);
    CHECK(ran.out.ends_with(" [too-many-errors]\n"));
    CHECK_EQUAL(ran.err, "1 file, at least 100 errors\n");
    const json document = json::parse(run({"check", "--json", folder / "a.json"}).out);
    CHECK_EQUAL(document.at("findings").size(), 101U);
    CHECK_EQUAL(document.at("findings").back().at("code"), "too-many-errors");
}

static void a_folder_counts_its_policy_files_sorted_and_no_others() {
    const TempDir folder;
    write_file(folder / "b.yml", bad_policy);
    write_file(folder / "a.json", "{");
    write_file(folder / "c.yaml.bak", "{");
    write_file(folder / ".d.yaml", "{");
    const Ran ran = run({"check", folder.path()});
    CHECK_EQUAL(ran.exit, 1);
    const std::size_t first = ran.out.find("/a.json:1:");
    const std::size_t second = ran.out.find("/b.yml:2:");
    CHECK(first != std::string::npos && second != std::string::npos && first < second);
    CHECK(ran.out.find("c.yaml.bak") == std::string::npos);
    CHECK(ran.out.find(".d.yaml") == std::string::npos);
    // A file that is named counts, whatever it is called.
    CHECK(run({"check", folder / "c.yaml.bak"}).out.find("c.yaml.bak:1:") != std::string::npos);
}

static void a_missing_file_and_an_empty_folder_fail() {
    const TempDir folder;
    for (const char* command : {"check", "simulate"}) {
        for (const std::string& path : {folder / "none.yaml", folder.path()}) {
            std::vector<std::string> arguments{command, path};
            if (std::string_view{command} == "simulate") {
                arguments = {command,    "--policy",    path,         "--as", "alice",
                             "--action", "iam:GetUser", "--resource", "*"};
            }
            const Ran ran = run(arguments);
            CHECK_EQUAL(ran.exit, 1);
            CHECK(ran.err.find(path) != std::string::npos);
        }
    }
}

static void simulate_prints_the_decision_and_why() {
    const TempDir folder;
    const std::string policy = folder / "p.yaml";
    write_file(policy, good_policy);
    const std::vector<std::string> asked{"--as",        "alice",      "--action",
                                         "iam:GetUser", "--resource", "arn:aws:iam::1:user/alice"};
    const auto with = [&](std::vector<std::string> more) {
        more.insert(more.begin(), asked.begin(), asked.end());
        return simulate(policy, more);
    };
    const Ran allowed = with({"--mfa", "true"});
    CHECK_EQUAL(allowed.out, "Allow\n" + policy + ":3 Own\n");
    CHECK_EQUAL(allowed.exit, 0);
    for (const char* mfa : {"false", "missing"}) {
        const Ran denied = with({"--mfa", mfa});
        CHECK_EQUAL(denied.out, "ExplicitDeny\n" + policy + ":7\n");
        CHECK_EQUAL(denied.exit, 3);
    }
    CHECK_EQUAL(with({}).out, with({"--mfa", "missing"}).out);
    // A key given as context wins.
    CHECK_EQUAL(with({"--mfa", "true", "--context", "aws:multifactorauthpresent=false"}).exit, 3);
    const Ran other = simulate(policy, {"--as", "alice", "--action", "iam:GetUser", "--resource",
                                        "arn:aws:iam::1:user/bob", "--mfa", "true"});
    CHECK_EQUAL(other.out, "ImplicitDeny\n");
    CHECK_EQUAL(other.exit, 3);
    const json document = json::parse(with({"--mfa", "true", "--json"}).out);
    CHECK_EQUAL(document.at("decision"), "Allow");
    CHECK_EQUAL(document.at("statements")[0],
                (json{{"effect", "Allow"}, {"sid", "Own"}, {"file", policy}, {"line", 3}}));
}

static void simulate_takes_uid_groups_and_keys_with_many_values() {
    const TempDir folder;
    const std::string policy = folder / "p.yaml";
    write_file(policy, good_policy);
    const auto exit_with = [&](std::vector<std::string> more) {
        std::vector<std::string> all{"--as",       "alice", "--action", "iam:ListUsers",
                                     "--resource", "*",     "--mfa",    "true"};
        all.insert(all.end(), more.begin(), more.end());
        return simulate(policy, all).exit;
    };
    CHECK_EQUAL(exit_with({"--uid", "1000", "--group", "users", "--group", "adm"}), 0);
    CHECK_EQUAL(exit_with({"--uid", "1001", "--group", "adm"}), 3);
    CHECK_EQUAL(exit_with({"--uid", "1000"}), 3);
    CHECK_EQUAL(
        exit_with({"--uid", "1000", "--context", "host:Groups=x", "--context", "host:Groups=adm"}),
        0);
}

static void wrong_usage_exits_with_2() {
    const std::vector<std::vector<std::string>> wrong{
        {"check"},
        {"simulate"},
        {"simulate", "--as", "a", "--action", "x:y"},
        {"simulate", "--as", "a", "--action", "xy", "--resource", "*"},
        {"simulate", "--as", "a", "--action", "x:y", "--resource", "*", "--mfa", "yes"},
        {"simulate", "--as", "a", "--action", "x:y", "--resource", "*", "--context", "novalue"},
        {"simulate", "--requests", "-", "--action", "x:y"},
        {"nonsense"},
    };
    for (const auto& arguments : wrong) {
        CHECK_EQUAL(run(arguments).exit, 2);
    }
}

static void a_policy_that_does_not_load_prints_its_findings_and_exits_with_1() {
    const TempDir folder;
    write_file(folder / "p.yaml", bad_policy);
    for (const std::vector<std::string>& form :
         {std::vector<std::string>{"--as", "a", "--action", "x:y", "--resource", "*"},
          std::vector<std::string>{"--requests", "-"}}) {
        const Ran ran = simulate(folder / "p.yaml", form);
        CHECK_EQUAL(ran.exit, 1);
        CHECK_EQUAL(ran.out, "");
        CHECK(ran.err.find("p.yaml:2:14: error: ") != std::string::npos);
    }
}

static void requests_are_answered_one_for_one_and_in_order() {
    const TempDir folder;
    write_file(folder / "p.yaml", good_policy);
    const std::string input =
        R"({"id": 1, "principal": {"user": "alice", "uid": 1000, "groups": ["adm"]}, )"
        R"("action": "iam:ListUsers", "resource": "*", "context": {"aws:MultiFactorAuthPresent": true}})"
        "\n"
        "no json\n"
        "\n"
        R"({"id": {"a": [1.50, "ü"]}, "action": "iam:GetUser", "resource": "*"})"
        "\n"
        R"({"id": "x", "action": "s3:GetObject", "resource": "*", "policies": [], "expect": 1})";
    write_file(folder / "in", input);
    for (const std::string& from : {std::string{"-"}, folder / "in"}) {
        const Ran ran = run({"simulate", "--policy", folder / "p.yaml", "--requests", from}, input);
        CHECK_EQUAL(ran.exit, 0);
        const auto answers = lines_of(ran.out);
        CHECK_EQUAL(answers.size(), 5U);
        CHECK_EQUAL(answers[0].at("id"), 1);
        CHECK_EQUAL(answers[0].at("decision"), "Allow");
        CHECK_EQUAL(answers[0].at("statements")[0].at("sid"), "Admins");
        CHECK_EQUAL(answers[0].at("statements")[0].at("line"), 8);
        CHECK(answers[1].at("id").is_null() && answers[1].contains("error"));
        CHECK(answers[2].at("id").is_null() && answers[2].contains("error"));
        CHECK(!answers[1].contains("code"));
        CHECK_EQUAL(answers[3].at("id"), (json{{"a", {1.5, "ü"}}}));
        CHECK_EQUAL(answers[3].at("decision"), "ExplicitDeny");
        CHECK_EQUAL(answers[4].at("decision"), "ImplicitDeny");
        CHECK_EQUAL(answers[4].at("statements"), json::array());
    }
}

static void a_line_may_bring_documents_and_texts_of_documents() {
    const std::string rest = R"("action": "a:b", "resource": "*"})";
    const auto answers = answers_to(
        R"({"id": 1, "policies": [{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}], )" +
        rest + "\n" +
        R"({"id": 2, "policies": ["Statement: {Sid: Y, Effect: Deny, Action: '*', Resource: '*'}"], )" +
        rest + "\n" +
        R"({"id": 3, "policies": ["{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}}"], )" +
        rest + "\n");
    CHECK_EQUAL(answers[0].at("decision"), "Allow");
    CHECK_EQUAL(answers[1].at("decision"), "ExplicitDeny");
    CHECK_EQUAL(answers[1].at("statements")[0].at("sid"), "Y");
    CHECK_EQUAL(answers[2].at("decision"), "Allow");
}

static void a_policy_of_a_line_that_does_not_load_is_an_invalid_policy() {
    const std::string rest = R"(], "action": "a:b", "resource": "*"})";
    std::string input;
    const std::vector<std::string> policies{
        R"({"Statement": {"Effect": "Allow", "Effect": "Deny", "Action": "*", "Resource": "*"}})",
        R"("{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\",}}")",
        R"("")",
        "7",
        "null",
        "{}",
        R"({"Statement": [], "Id": "\u0000"})",
        std::string(100, '[') + std::string(100, ']')};
    for (const std::string& policy : policies) {
        input.append(R"({"id": "i", "policies": [)").append(policy).append(rest).append("\n");
    }
    const auto answers = answers_to(input);
    CHECK_EQUAL(answers.size(), policies.size());
    for (const json& answer : answers) {
        CHECK_EQUAL(answer.at("id"), "i");
        CHECK_EQUAL(answer.at("code"), "invalid-policy");
        CHECK(!answer.at("error").get<std::string>().empty());
    }
}

static void a_bad_line_says_what_is_wrong_and_the_rest_goes_on() {
    const std::vector<std::string> bad{
        R"("resource": "*")",
        R"("action": "a:b")",
        R"("action": "ab", "resource": "*")",
        R"("action": 7, "resource": "*")",
        R"("action": "a:b", "resource": "")",
        R"("action": "a:b", "resource": "*", "context": [])",
        R"("action": "a:b", "resource": "*", "context": {"x:y": null})",
        R"("action": "a:b", "resource": "*", "context": {"x:y": [["z"]]})",
        R"("action": "a:b", "resource": "*", "context": {"x:y": "1", "X:Y": "2"})",
        R"("action": "a:b", "action": "a:c", "resource": "*")",
        R"("action": "a:b", "resource": "*", "principal": "alice")",
        R"("action": "a:b", "resource": "*", "principal": {"usr": "alice"})",
        R"("action": "a:b", "resource": "*", "principal": {"uid": "1000"})",
        R"("action": "a:b", "resource": "*", "principal": {"uid": 4294967296})",
        R"("action": "a:b", "resource": "*", "principal": {"groups": "adm"})",
        R"("action": "a:b", "resource": "*", "policies": {})",
    };
    std::string input;
    for (const std::string& fields : bad) {
        const std::string policies =
            fields.find("policies") == std::string::npos ? R"(, "policies": [])" : "";
        input.append("{\"id\": 5, ").append(fields).append(policies).append("}\n");
    }
    input += R"({"id": 6, "action": "a:b", "resource": "*", "policies": []})";
    const auto answers = answers_to(input);
    CHECK_EQUAL(answers.size(), bad.size() + 1);
    for (std::size_t i = 0; i < bad.size(); ++i) {
        CHECK_EQUAL(answers[i].at("id"), 5);
        CHECK_EQUAL(bad[i] + (answers[i].contains("error") ? "" : " is taken"), bad[i]);
        CHECK(!answers[i].contains("code"));
    }
    CHECK_EQUAL(answers.back().at("decision"), "ImplicitDeny");
}

static void context_values_may_be_of_each_scalar_kind() {
    const std::string policy =
        R"({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": )"
        R"({"NumericEquals": {"x:n": 12345678901234567890123}, "Bool": {"x:b": true}, )"
        R"("ForAllValues:StringEquals": {"x:l": ["a", "1", "false"]}, "Null": {"x:l": false}, )"
        R"("StringEquals": {"x:c": "a"}}}})";
    const auto answers = answers_to(
        R"({"id": 1, "policies": [)" + policy +
        R"(], "action": "a:b", "resource": "*", "context": )"
        R"({"x:n": 12345678901234567890123, "x:b": true, "x:l": ["a", 1, false], "x:c": "\u0061"}})");
    CHECK_EQUAL(answers[0].at("decision"), "Allow");
}

static void a_line_that_is_too_long_is_answered_and_skipped() {
    const auto answers =
        answers_to(std::string((8UL << 20U) + 1, 'x') + "\n" +
                   R"({"id": 6, "action": "a:b", "resource": "*", "policies": []})" + "\n");
    CHECK_EQUAL(answers.size(), 2U);
    CHECK(answers[0].contains("error"));
    CHECK_EQUAL(answers[1].at("id"), 6);
}

int main() {
    return mfa::test::run(
        "policy/commands",
        {
            TEST(check_prints_each_finding_and_fails),
            TEST(check_as_json_is_one_document),
            TEST(check_of_a_file_with_very_many_errors_is_short),
            TEST(a_folder_counts_its_policy_files_sorted_and_no_others),
            TEST(a_missing_file_and_an_empty_folder_fail),
            TEST(simulate_prints_the_decision_and_why),
            TEST(simulate_takes_uid_groups_and_keys_with_many_values),
            TEST(wrong_usage_exits_with_2),
            TEST(a_policy_that_does_not_load_prints_its_findings_and_exits_with_1),
            TEST(requests_are_answered_one_for_one_and_in_order),
            TEST(a_line_may_bring_documents_and_texts_of_documents),
            TEST(a_policy_of_a_line_that_does_not_load_is_an_invalid_policy),
            TEST(a_bad_line_says_what_is_wrong_and_the_rest_goes_on),
            TEST(context_values_may_be_of_each_scalar_kind),
            TEST(a_line_that_is_too_long_is_answered_and_skipped),
        });
}
