// Files of policy test cases: every text is read as JSON and as YAML. Holds:
//   - there are cases, or findings that stand inside the text, and never both;
//   - the same text gives the same, twice;
//   - every case is complete, its name unique, and stands inside the text;
//   - a run has one result for each case, in order.
#include "engine/policy/cases/run_cases.hpp"
#include "tests/fuzz/support/policy_checks.hpp"
#include "tests/fuzz/support/require.hpp"
#include "tests/fuzz/support/sample_requests.hpp"

#include <algorithm>
#include <set>

namespace mfa::fuzz {

namespace {

using policy::Source;
using policy::cases::Case;
using policy::cases::parse_cases;

void check_case(const Case& one, std::string_view text) {
    const auto lines = 1 + std::count(text.begin(), text.end(), '\n');
    require(one.position.line >= 1 && one.position.line <= lines, "a case stands inside the text");
    require(!one.name.empty() && !one.request.resource.empty() &&
                one.request.action.find(':') != std::string::npos,
            "a case is complete");
    require(!expectation_name(one.expectation).empty(), "a case expects something");
}

void check(const Source& source) {
    std::vector<policy::Finding> findings;
    const auto all = parse_cases(source, findings);
    require(all.empty() == !findings.empty(), "cases or findings");
    require_sound_findings(findings, source.text);
    std::vector<policy::Finding> findings_again;
    require(parse_cases(source, findings_again).size() == all.size() &&
                are_equal(findings, findings_again),
            "the same text gives the same");

    std::set<std::string> names;
    for (const Case& one : all) {
        check_case(one, source.text);
        require(names.insert(one.name).second, "a name is unique");
    }
    const auto run = run_cases(fixed_policy(), all);
    require(run.results.size() == all.size(), "there is one result for each case");
    for (std::size_t i = 0; i < all.size(); ++i) {
        require(run.results[i].tested == &all[i], "results are in order");
        require_sound_decision(run.results[i].decision);
    }
}

} // namespace

void one_input(std::string_view input) {
    check({"fuzzed", std::string{input}, policy::Format::json});
    check({"fuzzed", std::string{input}, policy::Format::yaml});
}

} // namespace mfa::fuzz
