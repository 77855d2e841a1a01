#include "engine/policy/compare/search.hpp"

#include "engine/policy/compare/choices.hpp"
#include "engine/policy/compare/people.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace mfa::policy::compare {

namespace {

constexpr int odd_pair_cost = 4;

class Search {
public:
    Search(const Space& space, const Bits& wanted, const Scope& scope, const Limits& limits)
        : m_space{space}, m_wanted{wanted}, m_scope{scope}, m_limits{limits},
          m_choices{space, scope, limits, m_result.cuts}, m_actions{m_choices.actions()} {}

    SearchResult run() {
        Circumstances circumstances = circumstances_of(m_space, m_scope, m_limits.states_max);
        m_result.cuts.merge(circumstances.cuts);
        m_settled_keys = std::move(circumstances.keys);
        for (const Circumstance& circumstance : circumstances.all) {
            visit(circumstance);
        }
        for (auto& [applying, example] : m_examples) {
            m_result.examples.push_back(std::move(example));
        }
        return std::move(m_result);
    }

private:
    /// One way to fill in a request as far as it has come.
    struct State {
        const Choice* action = nullptr;
        const Choice* resource = nullptr;
        std::vector<std::pair<const std::string*, const Choice*>> keys;
        int cost = 0;
    };
    using States = std::map<Bits, State>;

    Bits everything() const {
        return m_space.where([](const auto&) { return true; });
    }

    /// Every state with every choice; of what lets the same through the cheapest.
    template <typename Extend>
    void advance(States& states, const Choices& choices, std::string_view what, Extend extend) {
        cut(states, choices.size(), what);
        States next;
        for (const auto& [alive, state] : states) {
            for (const Choice& choice : choices) {
                Bits both = alive & choice.passes;
                if (!both.meets(m_wanted)) {
                    continue;
                }
                State extended = extend(state, choice);
                const auto [entry, is_new] = next.try_emplace(std::move(both), extended);
                if (!is_new && extended.cost < entry->second.cost) {
                    entry->second = std::move(extended);
                }
            }
        }
        states = std::move(next);
    }

    void cut(States& states, std::size_t choices, std::string_view what) {
        const std::size_t room = m_steps < m_limits.steps_max ? m_limits.steps_max - m_steps : 0;
        const std::size_t kept = std::max<std::size_t>(1, room / std::max<std::size_t>(1, choices));
        if (states.size() > kept) {
            m_result.cuts.insert(fmt::format("more than {} combinations: not all were tried, from "
                                             "{} on",
                                             m_limits.steps_max, what));
            std::vector<std::pair<Bits, State>> all{states.begin(), states.end()};
            std::stable_sort(all.begin(), all.end(), [](const auto& left, const auto& right) {
                return left.second.cost < right.second.cost;
            });
            states = {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(kept)};
        }
        m_steps += states.size() * choices;
    }

    /// Action and resource together, so that the example is a usual pair where there is one.
    States first_states(const Bits& alive, const Choices& resources, int cost) {
        States states;
        for (const Choice& action : m_actions) {
            const Bits with_action = alive & action.passes;
            if (!with_action.meets(m_wanted)) {
                continue;
            }
            if (m_steps + resources.size() > m_limits.steps_max && !states.empty()) {
                m_result.cuts.insert(
                    fmt::format("more than {} combinations: not all were tried, from actions on",
                                m_limits.steps_max));
                break;
            }
            m_steps += resources.size();
            for (const Choice& resource : resources) {
                Bits both = with_action & resource.passes;
                if (!both.meets(m_wanted)) {
                    continue;
                }
                const int pair_cost = is_usual_pair(action.text, resource.text) ? 0 : odd_pair_cost;
                State state{&action, &resource, {}, cost + action.cost + resource.cost + pair_cost};
                const auto [entry, is_new] = states.try_emplace(std::move(both), state);
                if (!is_new && state.cost < entry->second.cost) {
                    entry->second = std::move(state);
                }
            }
        }
        return states;
    }

    /// Whether what is settled is within the scope.
    bool is_meant(const Circumstance& circumstance) const {
        return std::all_of(m_scope.keys.begin(), m_scope.keys.end(), [&](const auto& entry) {
            const auto& [key, allowed] = entry;
            const auto* values = circumstance.request.context.find(key);
            return m_settled_keys.count(key) == 0 ||
                   std::find(allowed.begin(), allowed.end(),
                             values == nullptr ? std::vector<std::string>{} : *values) !=
                       allowed.end();
        });
    }

    void visit(const Circumstance& circumstance) {
        Bits alive = everything();
        for (const std::string& key : m_settled_keys) {
            alive = alive & m_space.where_conditions_hold(key, circumstance.request.context);
        }
        if (!alive.meets(m_wanted) || !is_meant(circumstance)) {
            return;
        }
        const Choices resources = m_choices.resources(circumstance.request);
        States states = first_states(alive, resources, circumstance.cost);
        std::set<std::string> keys = m_space.keys();
        keys.emplace(groups_key);
        std::map<std::string, Choices> choices;
        for (const std::string& key : keys) {
            if (m_settled_keys.count(key) != 0 || states.empty()) {
                continue;
            }
            const auto entry =
                choices.emplace(key, m_choices.values(key, circumstance.request)).first;
            advance(states, entry->second, fmt::format("`{}`", key),
                    [&entry](State state, const Choice& choice) {
                        state.keys.emplace_back(&entry->first, &choice);
                        state.cost += choice.cost;
                        return state;
                    });
        }
        for (auto& [applying, state] : states) {
            keep(applying, state, circumstance);
        }
    }

    void keep(const Bits& applying, const State& state, const Circumstance& circumstance) {
        const auto found = m_examples.find(applying);
        if (found != m_examples.end() && found->second.cost <= state.cost) {
            return;
        }
        Example example{circumstance.request, applying, state.cost};
        example.request.action = state.action->text;
        example.request.resource = state.resource->text;
        for (const auto& [key, choice] : state.keys) {
            if (!choice->values.empty()) {
                example.request.context.set(*key, choice->values);
            }
            if (*key == groups_key) {
                example.request.principal.groups = choice->values;
            }
        }
        m_examples.insert_or_assign(applying, std::move(example));
    }

    const Space& m_space;
    const Bits& m_wanted;
    const Scope& m_scope;
    const Limits& m_limits;
    SearchResult m_result;
    std::size_t m_steps = 0;
    ChoiceMaker m_choices;
    Choices m_actions;
    std::set<std::string> m_settled_keys;
    std::map<Bits, Example> m_examples;
};

} // namespace

SearchResult search(const Space& space, const Bits& wanted, const Scope& scope,
                    const Limits& limits) {
    return Search{space, wanted, scope, limits}.run();
}

} // namespace mfa::policy::compare
