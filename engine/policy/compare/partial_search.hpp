// The part of a search in which it is settled who asks and what variables stand for.
#pragma once

#include "engine/policy/compare/choices.hpp"
#include "engine/policy/compare/goal.hpp"
#include "engine/policy/compare/people.hpp"
#include "engine/policy/compare/search.hpp"

#include <cstddef>
#include <functional>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace mfa::policy::compare {

/// What the parts of a search have in common.
struct SearchFrame {
    const Scope& scope;
    const Limits& limits;
    Goal::Kind goal;
    std::set<std::string> cuts;
    std::size_t steps = 0;
    /// Of `allowed`: what is not plainer than what was found needs no look.
    int cost_end = std::numeric_limits<int>::max();

    [[nodiscard]] std::size_t room() const {
        return steps < limits.steps_max ? limits.steps_max - steps : 0;
    }
};

class PartialSearch {
public:
    /// Of the space, statements that may apply in these circumstances, and `ghosts`, which apply in
    /// others alone, as do the stand-ins. Each request that is looked for has one of each set in
    /// `met`; stand-ins count among the last of them.
    struct Statements {
        Bits alive;
        Bits ghosts;
        std::vector<Bits> met;
        std::vector<Item> stand_ins;
    };
    using Keep = std::function<void(Example)>;

    PartialSearch(const Space& whole, const Statements& statements, SearchFrame& frame);

    /// `keep` gets what is found, its statements by their places in the whole space.
    void run(const Circumstance& circumstance, const std::set<std::string>& settled_keys,
             const Keep& keep);

private:
    /// One way to fill in a request as far as it has come.
    struct State {
        const Choice* action = nullptr;
        const Choice* resource = nullptr;
        std::vector<std::pair<const std::string*, const Choice*>> keys;
        int cost = 0;
    };
    using States = std::map<Bits, State>;
    using Keys = std::vector<std::string>;

    [[nodiscard]] Bits part_of(const Bits& whole) const;
    /// Those after the statements that have a place in the whole space.
    void add_stand_ins(Bits& part) const;
    [[nodiscard]] Bits ghosts_of(const Statements& statements) const;
    [[nodiscard]] Keys open_keys(const std::set<std::string>& settled_keys) const;
    /// Those that depend on none of the keys.
    [[nodiscard]] Bits certain_beside(const Keys& keys, std::size_t from) const;

    void add_first_states(const Choices& actions, const Choices& resources,
                          const Circumstance& circumstance);
    void advance(const std::string& key, const Choices& choices);
    void cut(std::size_t choices, std::string_view what);
    void add(States& states, Bits alive, State state);
    void forget_ghosts(Bits& alive) const;
    [[nodiscard]] Example example_of(const Bits& applying, const State& state) const;

    SearchFrame& m_frame;
    std::vector<std::size_t> m_places; ///< in the whole space, of each statement here
    std::size_t m_whole_size;
    Space m_space;
    Bits m_ghosts;
    std::vector<Bits> m_met;
    Goal m_goal;
    std::size_t m_states_max;

    const Circumstance* m_circumstance = nullptr;
    const Keep* m_keep = nullptr;
    Bits m_certain;
    bool m_is_scope_settled = false;
    States m_states;
};

} // namespace mfa::policy::compare
