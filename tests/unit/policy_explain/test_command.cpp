// mfa_tool policy explain, as a person and a script see it.
#include "tests/support/temp_dir.hpp"
#include "tests/unit/tool/run_tool.hpp"

#include "tests/support/cmocka_cpp.hpp"

#include <fstream>
#include <nlohmann/json.hpp>

using namespace mfa;
using namespace mfa::test;
using nlohmann::json;

namespace {

constexpr const char* policy_text =
    "Version: 2012-10-17\n"
    "Statement:\n"
    "  - {Sid: Own, Effect: Allow, Action: iam:GetUser, Resource: 'arn:aws:iam::*:user/"
    "${aws:username}'}\n"
    "  - Sid: WithMfa\n"
    "    Effect: Deny\n"
    "    Action: iam:*\n"
    "    Resource: '*'\n"
    "    Condition: {BoolIfExists: {aws:MultiFactorAuthPresent: false}}\n"
    "  - {Effect: Allow, Action: sts:GetSessionToken, Resource: '*'}\n";

Ran explain(std::vector<std::string> more) {
    const TempDir folder;
    const std::string path = folder / "p.yaml";
    std::ofstream{path} << policy_text;
    more.insert(more.begin(), {"policy", "explain", "--policy", path, "--as", "alice", "--action",
                               "iam:GetUser", "--resource", "arn:aws:iam::1:user/alice"});
    return run_tool(tool::Settings{}, more);
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

static void the_tree_says_what_decided_and_what_it_saw() {
    const Ran ran = explain({});
    CHECK_EQUAL(ran.exit, 3);
    CHECK(ran.out.starts_with("ExplicitDeny: "));
    const std::size_t deny = ran.out.find("Deny WithMfa ");
    const std::size_t own = ran.out.find("Allow Own ");
    CHECK(deny != std::string::npos && own != std::string::npos && deny < own);
    CHECK(has(ran.out, "BoolIfExists aws:MultiFactorAuthPresent: false"));
    CHECK(has(ran.out, "IfExists lets a missing key pass"));
    CHECK(has(ran.out, "(here arn:aws:iam::*:user/alice)"));
    CHECK(!has(ran.out, "sts:GetSessionToken"));
    CHECK(has(ran.out, "--all"));
    CHECK(has(explain({"--all"}).out, "sts:GetSessionToken"));
}

static void it_exits_as_simulate_does() {
    CHECK_EQUAL(explain({"--mfa", "true"}).exit, 0);
    CHECK_EQUAL(explain({"--mfa", "false"}).exit, 3);
    CHECK_EQUAL(run_tool(tool::Settings{}, {"policy", "explain", "--as", "a"}).exit, 2);
}

static void json_has_every_statement_and_element() {
    const Ran ran = explain({"--json", "--mfa", "true"});
    const json document = json::parse(ran.out);
    CHECK_EQUAL(document.at("decision"), "Allow");
    CHECK_EQUAL(document.at("statements").size(), 3U);
    const json& own = document.at("statements")[0];
    CHECK_EQUAL(own.at("sid"), "Own");
    CHECK_EQUAL(own.at("match"), "yes");
    CHECK_EQUAL(own.at("decides"), true);
    CHECK_EQUAL(own.at("line"), 3);
    const json& resource = own.at("elements")[1];
    CHECK_EQUAL(resource.at("element"), "Resource");
    CHECK_EQUAL(resource.at("values")[0].at("resolved"), "arn:aws:iam::*:user/alice");
    const json& condition = document.at("statements")[1].at("elements")[2];
    CHECK_EQUAL(condition.at("operator"), "BoolIfExists");
    CHECK_EQUAL(condition.at("key"), "aws:MultiFactorAuthPresent");
    CHECK_EQUAL(condition.at("seen"), json::array({"true"}));
    CHECK_EQUAL(condition.at("match"), "no");
    CHECK(!condition.at("reason").get<std::string>().empty());
}

int main() {
    return mfa::test::run("policy_explain/command",
                          {
                              TEST(the_tree_says_what_decided_and_what_it_saw),
                              TEST(it_exits_as_simulate_does),
                              TEST(json_has_every_statement_and_element),
                          });
}
