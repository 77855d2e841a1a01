#include "engine/policy/lint/lint.hpp"

#include "engine/policy/lint/rule.hpp"
#include "engine/policy/load.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace mfa::policy::lint {

namespace {

void sort_by_place(std::span<const Source> sources, std::vector<Finding>& findings) {
    std::map<std::string, std::size_t> order;
    for (const Source& source : sources) {
        order.try_emplace(source.name, order.size());
    }
    std::stable_sort(findings.begin(), findings.end(), [&](const auto& left, const auto& right) {
        return std::tuple{order[left.file], left.line, left.column} <
               std::tuple{order[right.file], right.line, right.column};
    });
}

} // namespace

bool LintResult::has(Severity severity) const {
    return std::any_of(findings.begin(), findings.end(),
                       [&](const Finding& finding) { return finding.severity == severity; });
}

LintResult lint(std::span<const Source> sources, const HostFacts& facts) {
    LoadResult loaded = load(sources);
    if (!loaded.set) {
        return {std::nullopt, std::move(loaded.findings)};
    }
    LintResult result;
    result.statements = loaded.set->statements().size();
    const Subject subject{sources, *loaded.set, facts};
    for (const Rule& rule : rules()) {
        Reporter reporter{rule.severity, rule.code, result.findings};
        rule.check(subject, reporter);
    }
    sort_by_place(sources, result.findings);
    return result;
}

} // namespace mfa::policy::lint
