#include "engine/policy/compare/compare.hpp"

#include "engine/policy/compare/identity.hpp"
#include "engine/policy/compare/relevance.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace mfa::policy::compare {

namespace {

StatementRef ref_of(const Statement& statement) {
    return {statement.effect, statement.sid, statement.file, statement.line};
}

using Written = std::vector<explain::WrittenStatement>;

/// Statements of both policies, those that say the same once.
std::vector<Item> items_of(const Written& before, const Written& after) {
    std::map<std::string, Item> by_identity;
    for (const auto& statement : before) {
        by_identity.try_emplace(identity_of(statement), Item{&statement, true, false});
    }
    for (const auto& statement : after) {
        by_identity.try_emplace(identity_of(statement), Item{&statement, false, true})
            .first->second.is_new = true;
    }
    std::vector<Item> items;
    items.reserve(by_identity.size());
    for (const auto& [identity, item] : by_identity) {
        items.push_back(item);
    }
    return items;
}

bool is_changed(const Item& item) {
    return item.is_old != item.is_new;
}

bool is_allow(const Item& item) {
    return item.model().effect == Effect::allow;
}

/// New access, lost access, another kind of denial.
int rank(const Difference& difference) {
    if (difference.is_new_access()) {
        return 0;
    }
    return difference.before.kind == DecisionKind::allow ? 1 : 2;
}

using Group = std::tuple<DecisionKind, DecisionKind, std::vector<std::size_t>>;

std::vector<std::size_t> changed_in(const Space& space, const Bits& applying) {
    std::vector<std::size_t> changed;
    for (std::size_t i = 0; i < space.items().size(); ++i) {
        if (applying.has(i) && is_changed(space.items()[i])) {
            changed.push_back(i);
        }
    }
    return changed;
}

Difference difference_of(const Space& space, const Group& group, const Request& request,
                         const Policy& before, const Policy& after) {
    Difference difference{
        request, evaluate(before.set, request), evaluate(after.set, request), {}, {}};
    for (const std::size_t index : std::get<2>(group)) {
        const Item& item = space.items()[index];
        (item.is_old ? difference.removed : difference.added).push_back(ref_of(item.model()));
    }
    return difference;
}

} // namespace

bool Comparison::has_new_access() const {
    return std::any_of(differences.begin(), differences.end(),
                       [](const Difference& difference) { return difference.is_new_access(); });
}

Comparison compare(const Policy& before, const Policy& after, const Limits& limits) {
    const Written old_statements = explain::written_statements(before.sources, before.set);
    const Written new_statements = explain::written_statements(after.sources, after.set);
    const Space space{relevant(items_of(old_statements, new_statements), {}, is_changed)};
    Comparison result;
    Bits changed{space.items().size()};
    for (std::size_t i = 0; i < space.items().size(); ++i) {
        const Item& item = space.items()[i];
        if (is_changed(item)) {
            changed.set(i);
            ++(item.is_old ? result.removed : result.added);
        }
    }
    if (result.removed + result.added == 0) {
        return result; // the same statements decide the same
    }
    SearchResult found = search(space, changed, Goal::Kind::difference, {}, limits);
    result.cuts = std::move(found.cuts);
    std::map<Group, const Example*> groups;
    for (const Example& example : found.examples) {
        const Group group{space.old_decision(example.applying),
                          space.new_decision(example.applying),
                          changed_in(space, example.applying)};
        if (std::get<0>(group) != std::get<1>(group)) {
            const auto [entry, is_new] = groups.emplace(group, &example);
            if (!is_new && example.cost < entry->second->cost) {
                entry->second = &example;
            }
        }
    }
    for (const auto& [group, example] : groups) {
        Difference difference = difference_of(space, group, example->request, before, after);
        // The engine has the last word on what its own decisions are.
        if (difference.before.kind != difference.after.kind) {
            result.differences.push_back(std::move(difference));
        }
    }
    std::stable_sort(result.differences.begin(), result.differences.end(),
                     [](const auto& left, const auto& right) { return rank(left) < rank(right); });
    return result;
}

AllowedSearch find_allowed(const Policy& policy, const Scope& scope, const Limits& limits) {
    const Written statements = explain::written_statements(policy.sources, policy.set);
    const Space space{relevant(items_of({}, statements), scope, is_allow)};
    Bits allows{space.items().size()};
    for (std::size_t i = 0; i < space.items().size(); ++i) {
        if (is_allow(space.items()[i])) {
            allows.set(i);
        }
    }
    SearchResult found = search(space, allows, Goal::Kind::allowed, scope, limits);
    std::stable_sort(found.examples.begin(), found.examples.end(),
                     [](const auto& left, const auto& right) { return left.cost < right.cost; });
    AllowedSearch result{{}, std::move(found.cuts)};
    for (Example& example : found.examples) {
        Decision decision = evaluate(policy.set, example.request);
        if (decision.kind == DecisionKind::allow) {
            result.found.push_back({std::move(example.request), std::move(decision)});
        }
    }
    if (result.found.empty() && !found.examples.empty()) {
        result.cuts.insert("what seemed allowed is not: this is a defect of the search");
    }
    return result;
}

} // namespace mfa::policy::compare
