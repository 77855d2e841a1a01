// mfa_tool policy test, as a person, a script and a build server see it.
#include "tests/support/temp_dir.hpp"
#include "tests/unit/tool/run_tool.hpp"

#include "tests/support/cmocka_cpp.hpp"

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

using namespace mfa;
using namespace mfa::test;
using nlohmann::json;

namespace {

constexpr const char* policy_text = "Statement:\n"
                                    "  - {Sid: Yes, Effect: Allow, Action: a:b, Resource: '*'}\n"
                                    "  - {Sid: No, Effect: Deny, Action: a:c, Resource: '*'}\n";

class Bench {
public:
    explicit Bench(const std::string& cases) {
        std::ofstream{m_folder / "p.yaml"} << policy_text;
        std::ofstream{m_folder / "t.yaml"} << cases;
    }

    [[nodiscard]] Ran test(std::vector<std::string> more = {}) const {
        more.insert(more.begin(),
                    {"policy", "test", m_folder / "t.yaml", "--policy", m_folder / "p.yaml"});
        return run_tool(tool::Settings{}, more);
    }

    [[nodiscard]] std::string path(const std::string& name) const { return m_folder / name; }

private:
    TempDir m_folder;
};

constexpr const char* passing = "cases:\n  - {name: y, action: a:b, resource: r, expect: Allow}\n";
constexpr const char* mixed =
    "cases:\n"
    "  - {name: y, action: a:b, resource: r, expect: Allow}\n"
    "  - {name: 'a < \"b\" & c', action: a:c, resource: r, expect: Allow}\n";

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

static void failures_are_named_with_their_place_and_counted() {
    const Bench bench{mixed};
    const Ran ran = bench.test();
    CHECK_EQUAL(ran.exit, 1);
    CHECK(ran.out.starts_with(bench.path("t.yaml") + ":3:5: failed: a < \"b\" & c: "));
    CHECK(has(ran.out, "1 passed, 1 failed; 2 of 2 statements reached\n"));
}

static void coverage_is_told_and_can_be_required() {
    const Bench bench{passing};
    const Ran ran = bench.test();
    CHECK_EQUAL(ran.exit, 0);
    CHECK_EQUAL(ran.out, bench.path("p.yaml") + ":3: not reached: Deny No\n"
                                                "1 passed, 0 failed; 1 of 2 statements reached\n");
    CHECK_EQUAL(bench.test({"--require-coverage"}).exit, 1);
    CHECK_EQUAL(Bench{mixed}.test({"--require-coverage"}).exit, 1);
}

static void json_is_one_document() {
    const json document = json::parse(Bench{mixed}.test({"--json"}).out);
    CHECK_EQUAL(document.at("passed"), 1);
    CHECK_EQUAL(document.at("failed"), 1);
    const json& failed = document.at("cases")[1];
    CHECK_EQUAL(failed.at("expected"), "Allow");
    CHECK_EQUAL(failed.at("decision"), "ExplicitDeny");
    CHECK_EQUAL(failed.at("statements")[0].at("sid"), "No");
    CHECK_EQUAL(failed.at("line"), 3);
    CHECK(document.at("cases")[0].at("problem").is_null());
    CHECK_EQUAL(json::parse(Bench{passing}.test({"--json"}).out).at("unreached")[0].at("sid"),
                "No");
}

static void junit_is_escaped_xml() {
    const Bench bench{mixed};
    const std::string path = bench.path("out.xml");
    CHECK_EQUAL(bench.test({"--junit", path}).exit, 1);
    std::ostringstream text;
    text << std::ifstream{path}.rdbuf();
    CHECK(text.str().starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"));
    CHECK(has(text.str(), "<testsuites tests=\"2\" failures=\"1\">"));
    CHECK(has(text.str(), "name=\"a &lt; &quot;b&quot; &amp; c\""));
    CHECK(has(text.str(), "<failure message=\"expected Allow, but it is ExplicitDeny"));
    CHECK_EQUAL(bench.test({"--junit", bench.path("none/out.xml")}).exit, 1);
}

static void a_file_with_mistakes_runs_no_case() {
    const Bench bench{"cases:\n  - {name: y, action: a:b, resource: r, expekt: Allow}\n"};
    const Ran ran = bench.test();
    CHECK_EQUAL(ran.exit, 1);
    CHECK_EQUAL(ran.out, "");
    CHECK(has(ran.err, "t.yaml:2:"));
    CHECK(has(ran.err, "did you mean `expect`?"));
    CHECK_EQUAL(run_tool(tool::Settings{}, {"policy", "test"}).exit, 2);
}

int main() {
    return mfa::test::run("policy_explain/test_command",
                          {
                              TEST(failures_are_named_with_their_place_and_counted),
                              TEST(coverage_is_told_and_can_be_required),
                              TEST(json_is_one_document),
                              TEST(junit_is_escaped_xml),
                              TEST(a_file_with_mistakes_runs_no_case),
                          });
}
