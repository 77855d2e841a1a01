#include "engine/policy/statement_index.hpp"

#include <algorithm>
#include <iterator>

namespace mfa::policy {

namespace {

using Index = StatementIndex::Index;

std::size_t bytes_for(std::span<const Statement> statements) {
    constexpr std::size_t bytes_for_each = 1024;
    return std::clamp(statements.size() * bytes_for_each, StatementIndex::bytes_min,
                      StatementIndex::bytes_max);
}

/// Whatever the variables stand for, the pattern covers what the template would.
Pattern with_any_text_for_variables(const Template& text) {
    Pattern pattern;
    for (const Template::Piece& piece : text.pieces()) {
        if (const auto* part = std::get_if<Pattern>(&piece)) {
            pattern.add(*part);
        } else {
            pattern.add_any_text();
        }
    }
    return pattern;
}

} // namespace

StatementIndex::StatementIndex(std::span<const Statement> statements, std::size_t bytes)
    : m_bytes_max{bytes == 0 ? bytes_for(statements) : bytes}, m_actions{actions_of(
                                                                   statements, m_bytes_max / 3)},
      m_resources{resources_of(statements, m_bytes_max / 3)} {
    m_is_deny.reserve(statements.size());
    for (const Statement& statement : statements) {
        m_is_deny.push_back(statement.effect == Effect::deny);
    }
}

/// `add_patterns` adds those of a statement and returns what its element is.
template <typename AddPatterns>
StatementIndex::Element StatementIndex::element_of(std::span<const Statement> statements,
                                                   PatternSet patterns, std::size_t bytes,
                                                   AddPatterns add_patterns) {
    std::vector<bool> is_excluded(statements.size());
    std::vector<Index> excluded;
    for (Index i = 0; i < statements.size(); ++i) {
        is_excluded[i] = add_patterns(statements[i], i, patterns) == Sense::excluded;
        if (is_excluded[i]) {
            excluded.push_back(i);
        }
    }
    patterns.seal();
    return {{std::move(patterns), bytes}, std::move(is_excluded), std::move(excluded)};
}

StatementIndex::Element StatementIndex::actions_of(std::span<const Statement> statements,
                                                   std::size_t bytes) {
    return element_of(statements, PatternSet{LetterCase::ignored}, bytes,
                      [](const Statement& statement, Index i, PatternSet& patterns) {
                          for (const Pattern& pattern : statement.actions.patterns) {
                              patterns.add(pattern, i);
                          }
                          return statement.actions.sense;
                      });
}

StatementIndex::Element StatementIndex::resources_of(std::span<const Statement> statements,
                                                     std::size_t bytes) {
    return element_of(statements, PatternSet{LetterCase::exact}, bytes,
                      [](const Statement& statement, Index i, PatternSet& patterns) {
                          const ResourceScope& scope = statement.resources;
                          for (const Template& text : scope.templates) {
                              // Only what is sure takes a resource out.
                              if (scope.sense == Sense::included || !text.has_variables()) {
                                  patterns.add(with_any_text_for_variables(text), i);
                              }
                          }
                          return scope.sense;
                      });
}

std::vector<Index> StatementIndex::Element::fitting(const std::vector<Index>& hits) const {
    std::vector<Index> included;
    std::vector<Index> taken_out;
    for (const Index hit : hits) {
        (is_excluded[hit] ? taken_out : included).push_back(hit);
    }
    std::vector<Index> others;
    std::set_difference(excluded.begin(), excluded.end(), taken_out.begin(), taken_out.end(),
                        std::back_inserter(others));
    std::vector<Index> all;
    std::merge(included.begin(), included.end(), others.begin(), others.end(),
               std::back_inserter(all));
    return all;
}

StatementIndex::Candidates StatementIndex::meet(const std::vector<Index>& action_hits,
                                                const std::vector<Index>& resource_hits) const {
    const std::vector<Index> actions = m_actions.fitting(action_hits);
    const std::vector<Index> resources = m_resources.fitting(resource_hits);
    std::vector<Index> both;
    std::set_intersection(actions.begin(), actions.end(), resources.begin(), resources.end(),
                          std::back_inserter(both));
    Candidates found;
    for (const Index index : both) {
        (m_is_deny[index] ? found.denies : found.allows).push_back(index);
    }
    return found;
}

const StatementIndex::Candidates& StatementIndex::candidates(std::string_view action,
                                                             std::string_view resource) {
    const PatternAutomaton::Hits for_action = m_actions.automaton.match(action);
    const PatternAutomaton::Hits for_resource = m_resources.automaton.match(resource);
    const std::uint64_t generation =
        m_actions.automaton.generation() + m_resources.automaton.generation();
    if (generation != m_known_generation || m_known_bytes > m_bytes_max / 3) {
        m_known.clear();
        m_known_bytes = 0;
        m_known_generation = generation;
    }
    const std::uint64_t key = (std::uint64_t{for_action.number} << 32U) | for_resource.number;
    auto found = m_known.find(key);
    if (found == m_known.end()) {
        found = m_known.emplace(key, meet(for_action.owners, for_resource.owners)).first;
        const Candidates& kept = found->second;
        m_known_bytes += sizeof *found + (kept.denies.size() + kept.allows.size()) * sizeof(Index);
    }
    return found->second;
}

} // namespace mfa::policy
