// What a request may have in one place, one choice for each set of statements that it lets through.
#pragma once

#include "engine/policy/compare/candidates.hpp"
#include "engine/policy/compare/scope.hpp"
#include "engine/policy/compare/space.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace mfa::policy::compare {

inline constexpr std::string_view groups_key = "host:groups";
inline constexpr std::string_view mfa_key = "aws:multifactorauthpresent";

/// One thing that a request has, and the statements that it lets through.
struct Choice {
    std::string text;                ///< action, resource
    std::vector<std::string> values; ///< of a key; empty: it is missing
    Bits passes;
    int cost = 0;
};
using Choices = std::vector<Choice>;

/// Whether who is meant depends on the groups.
bool is_about_groups(const Statement& statement);

class ChoiceMaker {
public:
    /// A request that lets no statement of one of the `wanted` sets through is none that anybody
    /// looks for. What is left out goes to `cuts`.
    ChoiceMaker(const Space& space, std::vector<Bits> wanted, const Scope& scope,
                const Limits& limits, std::set<std::string>& cuts);

    [[nodiscard]] Choices actions();
    /// Resources and keys: `request` has what variables need.
    [[nodiscard]] Choices resources(const Request& request);
    /// As far as the statements `among` tell values apart.
    [[nodiscard]] Choices values(const std::string& key, const Request& request, const Bits& among);

private:
    class Texts;

    template <typename Fits>
    [[nodiscard]] std::optional<Bits> passes_of(const Fits& fits) const;
    void add_witnesses(Texts& texts, std::string_view what, Candidates& found);
    [[nodiscard]] Bits passes_with(const std::string& key, const std::vector<std::string>& values,
                                   const Request& request, const Bits& among) const;
    [[nodiscard]] bool takes_sets(const std::string& key, const Bits& among) const;
    [[nodiscard]] std::vector<TextPattern> group_patterns(const Bits& among) const;
    void add_sets(const std::string& key, const Request& request, const Candidates& found,
                  const Bits& among, Choices& choices);

    const Space& m_space;
    std::vector<Bits> m_wanted;
    const Scope& m_scope;
    const Limits& m_limits;
    std::set<std::string>& m_cuts;
    Bits m_about_groups; ///< whose Principal names groups
};

} // namespace mfa::policy::compare
