// Policy documents: every text is read as JSON and as YAML. Holds:
//   - a document loads, or there are findings that stand inside it, and never both;
//   - the same text gives the same, twice;
//   - a decision is made by statements with its effect; neither the order of statements nor their
//     number changes it;
//   - where JSON loads as YAML too, both mean the same.
#include "tests/fuzz/support/policy_checks.hpp"
#include "tests/fuzz/support/require.hpp"
#include "tests/fuzz/support/sample_requests.hpp"

#include <array>

namespace mfa::fuzz {

namespace {

using policy::PolicySet;
using policy::Source;

constexpr std::string_view name = "fuzzed";

std::optional<PolicySet> load_checked(const Source& source) {
    auto loaded = policy::load(std::array{source});
    require(loaded.set.has_value() == loaded.findings.empty(), "a set or findings");
    require_sound_findings(loaded.findings, source.text);
    const auto again = policy::load(std::array{source});
    require(loaded.set.has_value() == again.set.has_value() &&
                are_equal(loaded.findings, again.findings),
            "the same text gives the same findings");
    return std::move(loaded.set);
}

void check_decisions(const PolicySet& set, const Source& source) {
    const auto twice = policy::load(std::array{source, source});
    require(twice.set.has_value(), "a document that loads can be there twice");
    const auto& statements = set.statements();
    const PolicySet backwards{{statements.rbegin(), statements.rend()}};
    for (const auto& request : sample_requests(set)) {
        const auto decision = evaluate(set, request);
        require_sound_decision(decision);
        require(are_equal(decision, evaluate(set, request)), "a decision does not change");
        require(evaluate(backwards, request).kind == decision.kind, "order changes nothing");
        require(evaluate(*twice.set, request).kind == decision.kind, "doubling changes nothing");
    }
}

} // namespace

void one_input(std::string_view input) {
    const Source json{std::string{name}, std::string{input}, policy::Format::json};
    const Source yaml{std::string{name}, std::string{input}, policy::Format::yaml};
    const auto from_json = load_checked(json);
    const auto from_yaml = load_checked(yaml);
    if (from_json) {
        check_decisions(*from_json, json);
    }
    if (from_yaml) {
        check_decisions(*from_yaml, yaml);
    }
    if (from_json && from_yaml) {
        for (const auto& request : sample_requests(*from_json)) {
            require(are_equal(evaluate(*from_json, request), evaluate(*from_yaml, request)),
                    "what is JSON means the same in YAML");
        }
    }
}

} // namespace mfa::fuzz
