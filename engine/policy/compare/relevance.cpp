#include "engine/policy/compare/relevance.hpp"

#include "engine/policy/compare/text_pattern.hpp"

#include <algorithm>
#include <utility>

namespace mfa::policy::compare {

namespace {

/// What a list takes in; what excludes something counts as everything.
using Patterns = std::vector<TextPattern>;

struct Reach {
    Patterns actions;
    Patterns resources;
};

Patterns everything() {
    return {text_pattern(Pattern::from_wildcards("*"), LetterCase::exact)};
}

Reach reach_of(const Statement& statement, VariableNumbers& variables) {
    Reach reach{everything(), everything()};
    if (statement.actions.sense == Sense::included) {
        reach.actions.clear();
        for (const Pattern& pattern : statement.actions.patterns) {
            reach.actions.push_back(text_pattern(pattern, LetterCase::ignored));
        }
    }
    if (statement.resources.sense == Sense::included) {
        reach.resources.clear();
        for (const Template& resource : statement.resources.templates) {
            reach.resources.push_back(text_pattern(resource, variables));
        }
    }
    return reach;
}

Reach reach_of(const Scope& scope) {
    Reach reach{everything(), everything()};
    if (scope.action) {
        reach.actions = {text_pattern(*scope.action, LetterCase::ignored)};
    }
    if (scope.resource) {
        reach.resources = {text_pattern(*scope.resource, LetterCase::exact)};
    }
    return reach;
}

bool may_meet_any(const Patterns& left, const Patterns& right) {
    return std::any_of(left.begin(), left.end(), [&](const TextPattern& one) {
        return std::any_of(right.begin(), right.end(),
                           [&](const TextPattern& other) { return may_meet(one, other); });
    });
}

bool may_meet_any(const Reach& left, const Reach& right) {
    return may_meet_any(left.actions, right.actions) &&
           may_meet_any(left.resources, right.resources);
}

} // namespace

std::vector<Item> relevant(std::vector<Item> items, const Scope& scope,
                           const std::function<bool(const Item&)>& is_wanted) {
    VariableNumbers variables;
    const Reach all = reach_of(scope);
    std::vector<std::pair<Item, Reach>> in_scope;
    std::vector<Reach> wanted;
    for (const Item& item : items) {
        Reach reach = reach_of(item.model(), variables);
        if (may_meet_any(reach, all)) {
            if (is_wanted(item)) {
                wanted.push_back(reach);
            }
            in_scope.emplace_back(item, std::move(reach));
        }
    }
    items.clear();
    for (const auto& entry : in_scope) {
        const auto meets = [&](const Reach& other) { return may_meet_any(entry.second, other); };
        if (is_wanted(entry.first) || std::any_of(wanted.begin(), wanted.end(), meets)) {
            items.push_back(entry.first);
        }
    }
    return items;
}

} // namespace mfa::policy::compare
