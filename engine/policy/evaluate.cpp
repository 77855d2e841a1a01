#include "engine/policy/evaluate.hpp"

#include "engine/policy/statement_evaluator.hpp"
#include "engine/policy/statement_index.hpp"

#include <algorithm>
#include <exception>

namespace mfa::policy {

namespace {

using Indices = std::vector<StatementIndex::Index>;
using Test = Match (*)(const Statement& statement, const Request& request);

/// Whether the statement has its effect. Without memory, say, nobody knows: then a Deny has.
bool has_effect(const Statement& statement, const Request& request, Test test) {
    Match result = Match::failed;
    try {
        result = test(statement, request);
    } catch (const std::exception&) {
        result = Match::failed;
    }
    return result == Match::yes || (result == Match::failed && statement.effect == Effect::deny);
}

/// All statements, where there is no memory for finding out more quickly.
StatementIndex::Candidates all_of(const PolicySet& set) {
    StatementIndex::Candidates all;
    for (StatementIndex::Index i = 0; i < set.statements().size(); ++i) {
        (set.statements()[i].effect == Effect::deny ? all.denies : all.allows).push_back(i);
    }
    return all;
}

/// What `use` makes of the statements that are worth a look, and of the test that is left.
template <typename Use>
auto with_candidates(const PolicySet& set, const Request& request, Use use) {
    const StatementIndex::Candidates* candidates = nullptr;
    try {
        candidates = &set.index().candidates(request.action, request.resource);
    } catch (const std::exception&) {
        return use(all_of(set), match_statement);
    }
    return use(*candidates, match_candidate);
}

std::vector<StatementRef> applying(const PolicySet& set, const Indices& indices,
                                   const Request& request, Test test) {
    std::vector<StatementRef> found;
    for (const auto index : indices) {
        const Statement& statement = set.statements()[index];
        if (has_effect(statement, request, test)) {
            found.push_back({statement.effect, statement.sid, statement.file, statement.line});
        }
    }
    return found;
}

} // namespace

std::string_view decision_name(DecisionKind kind) {
    switch (kind) {
    case DecisionKind::allow:
        return "Allow";
    case DecisionKind::explicit_deny:
        return "ExplicitDeny";
    case DecisionKind::implicit_deny:
        return "ImplicitDeny";
    }
    return "ImplicitDeny";
}

Decision evaluate(const PolicySet& set, const Request& request) {
    return with_candidates(
        set, request, [&](const StatementIndex::Candidates& candidates, Test test) -> Decision {
            auto denies = applying(set, candidates.denies, request, test);
            if (!denies.empty()) {
                return {DecisionKind::explicit_deny, std::move(denies)};
            }
            auto allows = applying(set, candidates.allows, request, test);
            if (!allows.empty()) {
                return {DecisionKind::allow, std::move(allows)};
            }
            return {};
        });
}

DecisionKind decision_kind(const PolicySet& set, const Request& request) {
    return with_candidates(
        set, request, [&](const StatementIndex::Candidates& candidates, Test test) {
            const auto applies = [&](const auto index) {
                return has_effect(set.statements()[index], request, test);
            };
            if (std::any_of(candidates.denies.begin(), candidates.denies.end(), applies)) {
                return DecisionKind::explicit_deny;
            }
            return std::any_of(candidates.allows.begin(), candidates.allows.end(), applies)
                       ? DecisionKind::allow
                       : DecisionKind::implicit_deny;
        });
}

std::vector<std::size_t> applying_statements(const PolicySet& set, const Request& request) {
    return with_candidates(
        set, request, [&](const StatementIndex::Candidates& candidates, Test test) {
            std::vector<std::size_t> found;
            for (const Indices* indices : {&candidates.denies, &candidates.allows}) {
                std::copy_if(indices->begin(), indices->end(), std::back_inserter(found),
                             [&](const auto index) {
                                 return has_effect(set.statements()[index], request, test);
                             });
            }
            std::sort(found.begin(), found.end());
            return found;
        });
}

} // namespace mfa::policy
