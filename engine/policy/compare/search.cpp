#include "engine/policy/compare/search.hpp"

#include "engine/policy/compare/partial_search.hpp"
#include "engine/policy/compare/stand_ins.hpp"
#include "engine/policy/statement_evaluator.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace mfa::policy::compare {

namespace {

/// One circumstance after the other. The first is the plainest; of the others only those requests
/// are looked at to which another set of statements applies than to the same request there.
class Search {
public:
    Search(const Space& space, const Bits& wanted, Goal::Kind goal, const Scope& scope,
           const Limits& limits)
        : m_space{space}, m_wanted{wanted}, m_frame{scope, limits, goal, {}}, m_varying{space.where(
                                                                                  varies)} {}

    SearchResult run() {
        Circumstances circumstances =
            circumstances_of(m_space, m_frame.scope, m_frame.limits.states_max);
        m_frame.cuts.merge(circumstances.cuts);
        m_settled_keys = std::move(circumstances.keys);
        std::stable_sort(
            circumstances.all.begin(), circumstances.all.end(),
            [](const auto& left, const auto& right) { return left.cost < right.cost; });
        for (const Circumstance& circumstance : circumstances.all) {
            visit(circumstance);
        }
        SearchResult result{{}, std::move(m_frame.cuts)};
        for (auto& [applying, example] : m_examples) {
            result.examples.push_back(std::move(example));
        }
        return result;
    }

private:
    /// Whether what is settled is within the scope.
    bool is_meant(const Circumstance& circumstance) const {
        const auto& keys = m_frame.scope.keys;
        return std::all_of(keys.begin(), keys.end(), [&](const auto& entry) {
            const auto& [key, allowed] = entry;
            const auto* values = circumstance.request.context.find(key);
            return m_settled_keys.count(key) == 0 ||
                   std::find(allowed.begin(), allowed.end(),
                             values == nullptr ? std::vector<std::string>{} : *values) !=
                       allowed.end();
        });
    }

    /// What is not ruled out by who asks.
    Bits alive_in(const Circumstance& circumstance) const {
        Bits alive = m_space.everything();
        for (const std::string& key : m_settled_keys) {
            alive = alive & m_space.where_conditions_hold(key, circumstance.request.context);
        }
        return alive & m_space.where([&](const Statement& statement) {
            return is_about_groups(statement) ||
                   match_principal(statement, circumstance.request.principal) == Match::yes;
        });
    }

    void visit(const Circumstance& circumstance) {
        if (!is_meant(circumstance) || circumstance.cost >= m_frame.cost_end) {
            return;
        }
        const Bits alive = alive_in(circumstance);
        if (!alive.meets(m_wanted)) {
            return;
        }
        if (!m_plainest) {
            m_plainest = alive;
            m_stand_ins.emplace(m_space, alive, circumstance.request);
            look_at(circumstance, {alive, Bits{m_space.items().size()}, {m_wanted & alive}, {}});
            return;
        }
        const Bits ghosts = *m_plainest - alive;
        Bits differing = (alive - *m_plainest) | ghosts | (m_varying & alive);
        if (!differing.is_empty() || !m_stand_ins->items().empty()) {
            look_at(circumstance,
                    {alive, ghosts, {m_wanted & alive, differing}, m_stand_ins->items()});
        }
    }

    void look_at(const Circumstance& circumstance, const PartialSearch::Statements& statements) {
        if (m_frame.room() == 0) {
            m_frame.cuts.insert(fmt::format("more than {} combinations: not everybody was tried",
                                            m_frame.limits.steps_max));
            return;
        }
        PartialSearch{m_space, statements, m_frame}.run(
            circumstance, m_settled_keys, [&](Example example) { keep(std::move(example)); });
    }

    void keep(Example example) {
        const auto [entry, is_new] = m_examples.try_emplace(example.applying, example);
        if (!is_new && example.cost < entry->second.cost) {
            entry->second = std::move(example);
        }
    }

    const Space& m_space;
    const Bits& m_wanted;
    SearchFrame m_frame;
    Bits m_varying; ///< that may differ between people, whatever their conditions say
    std::set<std::string> m_settled_keys;
    std::optional<Bits> m_plainest; ///< alive in the first circumstance
    std::optional<StandIns> m_stand_ins;
    std::map<Bits, Example> m_examples;
};

} // namespace

SearchResult search(const Space& space, const Bits& wanted, Goal::Kind goal, const Scope& scope,
                    const Limits& limits) {
    return Search{space, wanted, goal, scope, limits}.run();
}

} // namespace mfa::policy::compare
