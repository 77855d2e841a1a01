#include "engine/policy/compare/partial_search.hpp"

#include "engine/policy/compare/usual_texts.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <list>

namespace mfa::policy::compare {

namespace {

constexpr int odd_pair_cost = 4;
// A search keeps the states of one step and of the next.
constexpr std::size_t states_bytes_max = 40UL << 20U;
constexpr std::size_t state_bytes = 300;

std::vector<std::size_t> places_in(const Bits& bits) {
    std::vector<std::size_t> places;
    bits.for_each([&](std::size_t i) { places.push_back(i); });
    return places;
}

std::vector<Item> items_at(const Space& space, const std::vector<std::size_t>& places,
                           const std::vector<Item>& stand_ins) {
    std::vector<Item> items;
    items.reserve(places.size() + stand_ins.size());
    for (const std::size_t place : places) {
        items.push_back(space.items()[place]);
    }
    items.insert(items.end(), stand_ins.begin(), stand_ins.end());
    return items;
}

} // namespace

PartialSearch::PartialSearch(const Space& whole, const Statements& statements, SearchFrame& frame)
    : m_frame{frame}, m_places{places_in(statements.alive | statements.ghosts)},
      m_whole_size{whole.items().size()}, m_space{items_at(whole, m_places, statements.stand_ins)},
      m_ghosts{ghosts_of(statements)}, m_goal{frame.goal, m_space, m_ghosts},
      m_states_max{states_bytes_max / (m_ghosts.bytes() + state_bytes)},
      m_certain{m_space.items().size()} {
    for (const Bits& met : statements.met) {
        m_met.push_back(part_of(met));
    }
    add_stand_ins(m_met.back());
}

Bits PartialSearch::part_of(const Bits& whole) const {
    Bits part{m_space.items().size()};
    for (std::size_t i = 0; i < m_places.size(); ++i) {
        if (whole.has(m_places[i])) {
            part.set(i);
        }
    }
    return part;
}

void PartialSearch::add_stand_ins(Bits& part) const {
    for (std::size_t i = m_places.size(); i < m_space.items().size(); ++i) {
        part.set(i);
    }
}

Bits PartialSearch::ghosts_of(const Statements& statements) const {
    Bits ghosts = part_of(statements.ghosts);
    add_stand_ins(ghosts);
    return ghosts;
}

/// What the scope settles comes first, then what most statements ask for.
PartialSearch::Keys PartialSearch::open_keys(const std::set<std::string>& settled_keys) const {
    std::set<std::string> all = m_space.keys();
    all.emplace(groups_key);
    for (const auto& [key, values] : m_frame.scope.keys) {
        all.insert(key);
    }
    Keys keys;
    for (const std::string& key : all) {
        if (settled_keys.count(key) == 0) {
            keys.push_back(key);
        }
    }
    const auto is_fixed = [&](const auto& key) { return m_frame.scope.keys.count(key) != 0; };
    const auto others = std::stable_partition(keys.begin(), keys.end(), is_fixed);
    std::stable_partition(others, keys.end(), [](const auto& key) { return key == mfa_key; });
    return keys;
}

Bits PartialSearch::certain_beside(const Keys& keys, std::size_t from) const {
    Bits certain = m_space.everything();
    for (std::size_t i = from; i < keys.size(); ++i) {
        certain -= m_space.with_key(keys[i]);
        if (keys[i] == groups_key) {
            certain -= m_space.where(is_about_groups);
        }
    }
    return certain;
}

void PartialSearch::run(const Circumstance& circumstance, const std::set<std::string>& settled_keys,
                        const Keep& keep) {
    m_circumstance = &circumstance;
    m_keep = &keep;
    const Keys keys = open_keys(settled_keys);
    const auto is_fixed = [&](const auto& key) { return m_frame.scope.keys.count(key) != 0; };
    m_certain = certain_beside(keys, 0);
    m_is_scope_settled = std::none_of(keys.begin(), keys.end(), is_fixed);
    ChoiceMaker choices{m_space, m_met, m_frame.scope, m_frame.limits, m_frame.cuts};
    const Choices actions = choices.actions();
    const Choices resources = actions.empty() ? Choices{} : choices.resources(circumstance.request);
    add_first_states(actions, resources, circumstance);
    std::list<Choices> kept; // the states point to them
    for (std::size_t i = 0; i < keys.size() && !m_states.empty(); ++i) {
        Bits among{m_space.items().size()};
        for (const auto& entry : m_states) {
            among |= entry.first;
        }
        m_certain = certain_beside(keys, i + 1);
        m_is_scope_settled =
            std::none_of(keys.begin() + static_cast<std::ptrdiff_t>(i) + 1, keys.end(), is_fixed);
        Bits asking = among & m_space.with_key(keys[i]);
        if (keys[i] == groups_key) {
            asking |= among & m_space.where(is_about_groups);
        }
        if (is_fixed(keys[i]) || !asking.is_empty()) {
            kept.push_back(choices.values(keys[i], circumstance.request, among));
            advance(keys[i], kept.back());
        }
    }
    for (const auto& [applying, state] : m_states) {
        if (m_goal.is_met(applying)) {
            keep(example_of(applying, state));
        }
    }
}

/// Action and resource together, so that the example is a usual pair where there is one.
void PartialSearch::add_first_states(const Choices& actions, const Choices& resources,
                                     const Circumstance& circumstance) {
    States states;
    for (const Choice& action : actions) {
        if (resources.size() > m_frame.room() && !states.empty()) {
            m_frame.cuts.insert(
                fmt::format("more than {} combinations: not all were tried, from actions on",
                            m_frame.limits.steps_max));
            break;
        }
        m_frame.steps += resources.size();
        for (const Choice& resource : resources) {
            const int pair_cost = is_usual_pair(action.text, resource.text) ? 0 : odd_pair_cost;
            add(states, action.passes & resource.passes,
                {&action,
                 &resource,
                 {},
                 circumstance.cost + action.cost + resource.cost + pair_cost});
        }
    }
    m_states = std::move(states);
}

/// Every state with every choice; of what lets the same through the cheapest.
void PartialSearch::advance(const std::string& key, const Choices& choices) {
    cut(choices.size(), fmt::format("`{}`", key));
    States next;
    for (const auto& [alive, state] : m_states) {
        for (const Choice& choice : choices) {
            State extended = state;
            extended.keys.emplace_back(&key, &choice);
            extended.cost += choice.cost;
            add(next, alive & choice.passes, std::move(extended));
        }
    }
    m_states = std::move(next);
}

void PartialSearch::cut(std::size_t choices, std::string_view what) {
    const std::size_t kept =
        std::max<std::size_t>(1, m_frame.room() / std::max<std::size_t>(1, choices));
    if (m_states.size() > kept) {
        m_frame.cuts.insert(fmt::format("more than {} combinations: not all were tried, from {} on",
                                        m_frame.limits.steps_max, what));
        std::vector<std::pair<Bits, State>> all{m_states.begin(), m_states.end()};
        std::stable_sort(all.begin(), all.end(), [](const auto& left, const auto& right) {
            return left.second.cost < right.second.cost;
        });
        m_states = {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(kept)};
    }
    m_frame.steps += m_states.size() * choices;
}

/// Unless nothing can come of it, or it is found already.
void PartialSearch::add(States& states, Bits alive, State state) {
    const auto is_met = [&](const Bits& met) { return alive.meets(met); };
    if (state.cost >= m_frame.cost_end || !std::all_of(m_met.begin(), m_met.end(), is_met)) {
        return;
    }
    const Outlook outlook = m_goal.settle(alive, m_certain, m_met.back());
    if (outlook == Outlook::hopeless || !std::all_of(m_met.begin(), m_met.end(), is_met)) {
        return;
    }
    if (outlook == Outlook::reached && m_is_scope_settled) {
        m_frame.cost_end = state.cost;
        (*m_keep)(example_of(alive, state));
        return;
    }
    forget_ghosts(alive);
    const auto known = states.find(alive);
    if (known != states.end()) {
        if (state.cost < known->second.cost) {
            known->second = std::move(state);
        }
    } else if (states.size() < m_states_max) {
        states.emplace(std::move(alive), std::move(state));
    } else {
        m_frame.cuts.insert(fmt::format("more than {} kinds of requests at a time: not all were "
                                        "followed",
                                        m_states_max));
    }
}

/// They count until it is certain that one of the last set applies.
void PartialSearch::forget_ghosts(Bits& alive) const {
    const Bits certain = alive & m_certain & m_met.back();
    if (certain.is_empty()) {
        return;
    }
    const bool is_ghost = (certain - m_ghosts).is_empty();
    alive -= m_ghosts;
    if (is_ghost) {
        alive.set(certain.first());
    }
}

Example PartialSearch::example_of(const Bits& applying, const State& state) const {
    Bits places{m_whole_size};
    (applying - m_ghosts).for_each([&](std::size_t i) { places.set(m_places[i]); });
    Example example{m_circumstance->request, std::move(places), state.cost};
    example.request.action = state.action->text;
    example.request.resource = state.resource->text;
    example.request.principal.groups.emplace();
    for (const auto& [key, choice] : state.keys) {
        if (!choice->values.empty()) {
            example.request.context.set(*key, choice->values);
        }
        if (*key == groups_key) {
            example.request.principal.groups = choice->values;
        }
    }
    return example;
}

} // namespace mfa::policy::compare
