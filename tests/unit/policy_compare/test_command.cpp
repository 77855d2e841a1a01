// mfa_tool policy diff and assert, as a person and a pipeline see them.
#include "tests/support/temp_dir.hpp"
#include "tests/unit/tool/run_tool.hpp"

#include "tests/support/cmocka_cpp.hpp"

#include <fstream>
#include <nlohmann/json.hpp>

using namespace mfa;
using namespace mfa::test;
using nlohmann::json;

namespace {

constexpr const char* old_text =
    "Statement:\n"
    "  - {Sid: Yes, Effect: Allow, Action: iam:*, Resource: '*'}\n"
    "  - {Sid: No, Effect: Deny, Action: iam:DeleteVirtualMFADevice, Resource: '*', Condition: "
    "{BoolIfExists: {aws:MultiFactorAuthPresent: false}}}\n";
constexpr const char* new_text =
    "Statement:\n"
    "  - {Sid: Yes, Effect: Allow, Action: iam:*, Resource: '*'}\n"
    "  - {Sid: No, Effect: Deny, Action: iam:DeleteVirtualMFADevice, Resource: '*', Condition: "
    "{Bool: {aws:MultiFactorAuthPresent: false}}}\n";
constexpr const char* wide_text = "Statement:\n"
                                  "  - {Sid: Yes, Effect: Allow, Action: '*', Resource: '*'}\n";
constexpr const char* narrow_text =
    "Statement:\n"
    "  - {Sid: Yes, Effect: Allow, Action: '*', Resource: '*'}\n"
    "  - {Sid: NoGet, Effect: Deny, Action: iam:Get*, Resource: '*'}\n"
    "  - {Sid: NoRun, Effect: Deny, Action: host:Run*, Resource: '*'}\n";

class Bench {
public:
    Bench() {
        std::ofstream{m_folder / "old.yaml"} << old_text;
        std::ofstream{m_folder / "new.yaml"} << new_text;
        std::ofstream{m_folder / "wide.yaml"} << wide_text;
        std::ofstream{m_folder / "narrow.yaml"} << narrow_text;
    }

    [[nodiscard]] Ran diff(const std::string& before, const std::string& after,
                           std::vector<std::string> more = {}) const {
        more.insert(more.begin(), {"policy", "diff", m_folder / before, m_folder / after});
        return run_tool(tool::Settings{}, more);
    }

    [[nodiscard]] Ran assert_never(const std::string& name, const std::string& action,
                                   std::vector<std::string> more = {}) const {
        more.insert(more.begin(),
                    {"policy", "assert", "--policy", m_folder / name, "--never", action});
        return run_tool(tool::Settings{}, more);
    }

private:
    TempDir m_folder;
};

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

static void a_difference_is_shown_with_both_decisions() {
    const Bench bench;
    const Ran ran = bench.diff("old.yaml", "new.yaml");
    CHECK_EQUAL(ran.exit, 0);
    CHECK(has(ran.out, "allowed now: --as "));
    CHECK(has(ran.out, "--action iam:DeleteVirtualMFADevice"));
    CHECK(has(ran.out, "before ExplicitDeny: Deny No "));
    CHECK(has(ran.out, "after  Allow: Allow Yes "));
    CHECK(has(bench.diff("old.yaml", "old.yaml").out, "no difference: "));
}

static void new_access_can_be_refused() {
    const Bench bench;
    CHECK_EQUAL(bench.diff("old.yaml", "new.yaml", {"--assert-no-new-access"}).exit, 1);
    CHECK_EQUAL(bench.diff("new.yaml", "old.yaml", {"--assert-no-new-access"}).exit, 0);
    CHECK_EQUAL(bench.diff("old.yaml", "old.yaml", {"--assert-no-new-access"}).exit, 0);
    // Not proved is not good enough.
    const std::vector<std::string> asserted{"--assert-no-new-access"};
    CHECK_EQUAL(bench.diff("wide.yaml", "narrow.yaml", asserted).exit, 0);
    const Ran cut =
        bench.diff("wide.yaml", "narrow.yaml", {"--assert-no-new-access", "--budget", "1"});
    CHECK_EQUAL(cut.exit, 1);
    CHECK(has(cut.out, "not exhaustive: "));
    CHECK_EQUAL(bench.diff("old.yaml", "none.yaml").exit, 1);
    CHECK_EQUAL(run_tool(tool::Settings{}, {"policy", "diff", "x"}).exit, 2);
}

static void an_example_as_json_can_be_asked_again() {
    const Bench bench;
    const json document = json::parse(bench.diff("old.yaml", "new.yaml", {"--json"}).out);
    CHECK_EQUAL(document.at("exhaustive"), true);
    CHECK_EQUAL(document.at("new_access"), true);
    const json& difference = document.at("differences")[0];
    CHECK_EQUAL(difference.at("before").at("decision"), "ExplicitDeny");
    CHECK_EQUAL(difference.at("after").at("decision"), "Allow");
    json line = difference.at("request");
    line["policies"] = json::array({new_text});
    const Ran again =
        run_tool(tool::Settings{}, {"policy", "simulate", "--requests", "-"}, line.dump() + "\n");
    CHECK_EQUAL(json::parse(again.out).at("decision"), "Allow");
}

static void a_claim_is_proved_or_shown_to_be_false() {
    const Bench bench;
    const std::string action = "iam:DeleteVirtualMFADevice";
    const Ran proved = bench.assert_never("old.yaml", action, {"--without-mfa"});
    CHECK_EQUAL(proved.out, "proved: never iam:DeleteVirtualMFADevice without MFA\n");
    CHECK_EQUAL(proved.exit, 0);
    const Ran refuted =
        bench.assert_never("new.yaml", action, {"--without-mfa", "--on", "arn:aws:iam::*:mfa/*"});
    CHECK_EQUAL(refuted.exit, 1);
    CHECK(refuted.out.starts_with("false: never "));
    CHECK(has(refuted.out, "allowed: --as "));
    CHECK(has(refuted.out, ":mfa/"));
    CHECK_EQUAL(bench.assert_never("old.yaml", action).exit, 1);
    const json document =
        json::parse(bench.assert_never("new.yaml", action, {"--without-mfa", "--json"}).out);
    CHECK_EQUAL(document.at("verdict"), "false");
    CHECK_EQUAL(document.at("counterexample").at("request").at("action"), action);
    CHECK_EQUAL(bench.assert_never("old.yaml", "nonsense").exit, 2);
}

static void the_default_policy_keeps_its_promises() {
    const std::string policy = MFA_CONFIG_FOLDER "/policy.d";
    for (const char* action : {"host:StartFullSession", "iam:DeactivateMFADevice",
                               "iam:DeleteVirtualMFADevice", "host:ImportSecret"}) {
        const Ran ran = run_tool(tool::Settings{}, {"policy", "assert", "--policy", policy,
                                                    "--never", action, "--without-mfa"});
        CHECK_EQUAL(ran.out, std::string{"proved: never "} + action + " without MFA\n");
    }
    const Ran ran = run_tool(tool::Settings{}, {"policy", "assert", "--policy", policy, "--never",
                                                "host:RunCommand", "--without-mfa"});
    CHECK_EQUAL(ran.exit, 1);
}

int main() {
    return mfa::test::run("policy_compare/command",
                          {
                              TEST(a_difference_is_shown_with_both_decisions),
                              TEST(new_access_can_be_refused),
                              TEST(an_example_as_json_can_be_asked_again),
                              TEST(a_claim_is_proved_or_shown_to_be_false),
                              TEST(the_default_policy_keeps_its_promises),
                          });
}
