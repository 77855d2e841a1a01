// What a request may have in one place, one choice for each set of statements that it lets through.
#pragma once

#include "engine/policy/compare/candidates.hpp"
#include "engine/policy/compare/scope.hpp"
#include "engine/policy/compare/space.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace mfa::policy::compare {

inline constexpr std::string_view groups_key = "host:groups";

/// One thing that a request has, and the statements that it lets through.
struct Choice {
    std::string text;                ///< action, resource
    std::vector<std::string> values; ///< of a key; empty: it is missing
    Bits passes;
    int cost = 0;
};
using Choices = std::vector<Choice>;

/// Whether a host would ask for the one about the other.
bool is_usual_pair(std::string_view action, std::string_view resource);

class ChoiceMaker {
public:
    /// What is left out goes to `cuts`.
    ChoiceMaker(const Space& space, const Scope& scope, const Limits& limits,
                std::set<std::string>& cuts)
        : m_space{space}, m_scope{scope}, m_limits{limits}, m_cuts{cuts} {}

    [[nodiscard]] Choices actions();
    /// Resources and keys: `request` has what variables need.
    [[nodiscard]] Choices resources(const Request& request);
    [[nodiscard]] Choices values(const std::string& key, const Request& request);

private:
    void add_witnesses(const std::vector<TextPattern>& patterns, std::string_view what,
                       Candidates& found);
    [[nodiscard]] Bits passes_with(const std::string& key, const std::vector<std::string>& values,
                                   const Request& request) const;
    [[nodiscard]] bool takes_sets(const std::string& key) const;
    [[nodiscard]] std::vector<TextPattern> group_patterns() const;
    void add_sets(const std::string& key, const Request& request, const Candidates& found,
                  Choices& choices);

    const Space& m_space;
    const Scope& m_scope;
    const Limits& m_limits;
    std::set<std::string>& m_cuts;
};

} // namespace mfa::policy::compare
