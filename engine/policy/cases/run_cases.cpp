#include "engine/policy/cases/run_cases.hpp"

#include "engine/policy/suggestion.hpp"
#include "engine/policy/text_rules.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace mfa::policy::cases {

namespace {

bool is_met(Expectation expectation, DecisionKind kind) {
    switch (expectation) {
    case Expectation::allow:
        return kind == DecisionKind::allow;
    case Expectation::deny:
        return kind != DecisionKind::allow;
    case Expectation::explicit_deny:
        return kind == DecisionKind::explicit_deny;
    case Expectation::implicit_deny:
        return kind == DecisionKind::implicit_deny;
    }
    return false;
}

std::string deciders(const Decision& decision) {
    std::string text;
    for (const StatementRef& statement : decision.statements) {
        text += fmt::format("{}{}{}{}:{}", text.empty() ? "" : ", ", statement.sid,
                            statement.sid.empty() ? "" : " at ", statement.file, statement.line);
    }
    return text;
}

std::string sid_problem(const PolicySet& set, const Case& tested, const Decision& decision) {
    const auto has_sid = [&](const auto& statement) { return statement.sid == tested.sid; };
    if (tested.sid.empty() ||
        std::any_of(decision.statements.begin(), decision.statements.end(), has_sid)) {
        return {};
    }
    const auto& statements = set.statements();
    if (std::none_of(statements.begin(), statements.end(), has_sid)) {
        std::vector<std::string_view> known;
        known.reserve(statements.size());
        for (const Statement& statement : statements) {
            known.emplace_back(statement.sid);
        }
        return fmt::format("no statement of the policy has the Sid {}{}", in_backticks(tested.sid),
                           did_you_mean(tested.sid, known));
    }
    return fmt::format("{} did not decide, but {}", in_backticks(tested.sid), deciders(decision));
}

std::string problem_of(const PolicySet& set, const Case& tested, const Decision& decision) {
    if (is_met(tested.expectation, decision.kind)) {
        return sid_problem(set, tested, decision);
    }
    const std::string by = deciders(decision);
    return fmt::format("expected {}, but it is {}{}{}", expectation_name(tested.expectation),
                       decision_name(decision.kind), by.empty() ? "" : ", by ", by);
}

} // namespace

std::size_t RunResult::failures() const {
    return static_cast<std::size_t>(
        std::count_if(results.begin(), results.end(),
                      [](const CaseResult& result) { return !result.has_passed(); }));
}

RunResult run_cases(const PolicySet& set, std::span<const Case> all) {
    RunResult run;
    const auto& statements = set.statements();
    std::vector<bool> is_reached(statements.size(), false);
    for (const Case& tested : all) {
        Decision decision = evaluate(set, tested.request);
        std::string problem = problem_of(set, tested, decision);
        run.results.push_back({&tested, std::move(decision), std::move(problem)});
        for (const std::size_t index : applying_statements(set, tested.request)) {
            is_reached[index] = true;
        }
    }
    for (std::size_t i = 0; i < statements.size(); ++i) {
        if (!is_reached[i]) {
            run.unreached.push_back(&statements[i]);
        }
    }
    return run;
}

} // namespace mfa::policy::cases
