// Which statements a request may be about, found without looking at each.
#pragma once

#include "engine/policy/model.hpp"
#include "engine/policy/pattern_automaton.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mfa::policy {

/// The patterns of all actions as one automaton, those of all resources as another. What it finds
/// depends on the request alone; what it keeps of earlier ones makes it faster, and is bounded.
/// One thread at a time.
class StatementIndex {
public:
    using Index = std::uint32_t; ///< of a statement

    /// The statements that are left, in their order.
    struct Candidates {
        std::vector<Index> denies;
        std::vector<Index> allows;
    };

    static constexpr std::size_t bytes_min = 4UL << 20U;
    static constexpr std::size_t bytes_max = 64UL << 20U;

    /// Keeps about `bytes`; by default as much as a policy of that size is worth, from bytes_min to
    /// bytes_max.
    explicit StatementIndex(std::span<const Statement> statements, std::size_t bytes = 0);

    /// All statements whose action and resource fit, and of those whose resource has variables such
    /// as would fit if the variables were right; valid until the next call.
    const Candidates& candidates(std::string_view action, std::string_view resource);

private:
    /// One element of all statements: Action and NotAction, Resource and NotResource.
    struct Element {
        PatternAutomaton automaton;
        std::vector<bool> is_excluded; ///< by statement
        std::vector<Index> excluded;   ///< those with Not…

        [[nodiscard]] std::vector<Index> fitting(const std::vector<Index>& hits) const;
    };

    static Element actions_of(std::span<const Statement> statements, std::size_t bytes);
    static Element resources_of(std::span<const Statement> statements, std::size_t bytes);
    template <typename AddPatterns>
    static Element element_of(std::span<const Statement> statements, PatternSet patterns,
                              std::size_t bytes, AddPatterns add_patterns);

    [[nodiscard]] Candidates meet(const std::vector<Index>& action_hits,
                                  const std::vector<Index>& resource_hits) const;

    std::vector<bool> m_is_deny; ///< by statement
    std::size_t m_bytes_max;
    Element m_actions;
    Element m_resources;
    std::unordered_map<std::uint64_t, Candidates> m_known; ///< by the numbers of both hits
    std::uint64_t m_known_generation = 0;                  ///< of both automata
    std::size_t m_known_bytes = 0;
};

} // namespace mfa::policy
