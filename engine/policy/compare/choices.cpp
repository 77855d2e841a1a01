#include "engine/policy/compare/choices.hpp"

#include "engine/base/text.hpp"
#include "engine/policy/compare/usual_texts.hpp"
#include "engine/policy/compare/witness.hpp"
#include "engine/policy/known_names.hpp"
#include "engine/policy/statement_evaluator.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace mfa::policy::compare {

namespace {

constexpr std::size_t sets_max = 64;
constexpr int several_cost = 5;

/// Of keys that are not a host's nobody knows.
bool is_single_valued(std::string_view key) {
    const auto known = known_context_keys();
    return !is_many_valued(key) &&
           std::any_of(known.begin(), known.end(),
                       [key](std::string_view name) { return to_lower(name) == to_lower(key); });
}

/// Of those that let the same through, by what `kind_of` says, the cheapest.
template <typename Function>
void keep_cheapest(Choices& choices, Function kind_of) {
    std::map<std::pair<Bits, std::string>, Choice> cheapest;
    for (Choice& choice : choices) {
        std::pair<Bits, std::string> key{choice.passes, kind_of(choice)};
        const auto found = cheapest.find(key);
        if (found == cheapest.end()) {
            cheapest.emplace(std::move(key), std::move(choice));
        } else if (choice.cost < found->second.cost) {
            found->second = std::move(choice);
        }
    }
    choices.clear();
    for (auto& [key, choice] : cheapest) {
        choices.push_back(std::move(choice));
    }
}

void keep_cheapest(Choices& choices) {
    keep_cheapest(choices, [](const Choice&) { return std::string{}; });
}

/// A host says one of these or nothing.
Candidates mfa_values() {
    Candidates values;
    values.add("false", 0);
    values.add("true", 0);
    return values;
}

} // namespace

bool is_about_groups(const Statement& statement) {
    return statement.principals && !statement.principals->groups.empty();
}

/// Patterns of one element, and of which of them a text must be.
class ChoiceMaker::Texts {
public:
    /// `pattern` of every text that is looked for.
    void require(TextPattern pattern) {
        m_requirements.push_back({m_patterns.add(std::move(pattern))});
    }

    /// One requirement for each of the sets of statements, unless one of its lists says what is not
    /// meant. `patterns_of(statement)` are those of the element.
    template <typename PatternsOf>
    void add(const Space& space, const std::vector<Bits>& wanted, const PatternsOf& patterns_of) {
        std::vector<Requirement> requirements(wanted.size());
        std::vector<bool> is_open(wanted.size());
        for (std::size_t i = 0; i < space.items().size(); ++i) {
            const auto [sense, patterns] = patterns_of(space.items()[i].model());
            for (std::size_t set = 0; set < wanted.size(); ++set) {
                is_open[set] = is_open[set] || (wanted[set].has(i) && sense == Sense::excluded);
            }
            for (const TextPattern& pattern : patterns) {
                const std::size_t place = m_patterns.add(pattern);
                for (std::size_t set = 0; set < wanted.size(); ++set) {
                    if (wanted[set].has(i)) {
                        requirements[set].push_back(place);
                    }
                }
            }
        }
        for (std::size_t set = 0; set < wanted.size(); ++set) {
            if (!is_open[set]) {
                m_requirements.push_back(std::move(requirements[set]));
            }
        }
    }

    [[nodiscard]] Witnesses witnesses(std::size_t states_max) const {
        return find_witnesses(m_patterns.all(), states_max, m_requirements);
    }

private:
    DistinctPatterns m_patterns;
    std::vector<Requirement> m_requirements;
};

ChoiceMaker::ChoiceMaker(const Space& space, std::vector<Bits> wanted, const Scope& scope,
                         const Limits& limits, std::set<std::string>& cuts)
    : m_space{space}, m_wanted{std::move(wanted)}, m_scope{scope}, m_limits{limits}, m_cuts{cuts},
      m_about_groups{space.where(is_about_groups)} {}

/// Those for which `fits(statement)` holds; nothing where that leaves out one of the wanted sets.
template <typename Fits>
std::optional<Bits> ChoiceMaker::passes_of(const Fits& fits) const {
    for (const Bits& wanted : m_wanted) {
        bool is_met = false;
        wanted.for_each(
            [&](std::size_t i) { is_met = is_met || fits(m_space.items()[i].model()); });
        if (!is_met) {
            return std::nullopt;
        }
    }
    return m_space.where(fits);
}

Choices ChoiceMaker::actions() {
    Candidates found;
    Texts texts;
    texts.require(text_pattern(Pattern::from_wildcards("?*:?*"), LetterCase::exact));
    texts.add(m_space, m_wanted, [](const Statement& statement) {
        std::vector<TextPattern> patterns;
        for (const Pattern& pattern : statement.actions.patterns) {
            patterns.push_back(text_pattern(pattern, LetterCase::ignored));
        }
        return std::pair{statement.actions.sense, std::move(patterns)};
    });
    for (const std::string_view action : usual_actions()) {
        found.add(std::string{action}, 0);
    }
    for (const Item& item : m_space.items()) {
        for (const std::string& text : item.written->actions.texts) {
            found.add(text == "*" ? "example:Example" : sample_of(text), 0);
        }
    }
    found.add("example:Example", 1);
    if (m_scope.action) {
        texts.require(text_pattern(*m_scope.action, LetterCase::ignored));
        found.add(sample_of(explain::pattern_text(*m_scope.action)), 1);
    }
    add_witnesses(texts, "actions", found);
    Choices choices;
    for (const Candidate& candidate : found.all) {
        const std::size_t colon = candidate.text.find(':');
        const bool is_action =
            colon != std::string::npos && colon > 0 && colon + 1 < candidate.text.size();
        const bool is_meant =
            !m_scope.action || covers(*m_scope.action, candidate.text, LetterCase::ignored);
        if (!is_action || !is_meant) {
            continue;
        }
        auto passes = passes_of([&](const Statement& statement) {
            return match_action(statement.actions, candidate.text) == Match::yes;
        });
        if (passes) {
            choices.push_back({candidate.text, {}, std::move(*passes), candidate.cost});
        }
    }
    // Of each service one: the resource decides which is usual.
    keep_cheapest(choices, [](const Choice& choice) { return service_of_action(choice.text); });
    return choices;
}

Choices ChoiceMaker::resources(const Request& request) {
    Candidates found;
    Texts texts;
    texts.add(m_space, m_wanted, [&](const Statement& statement) {
        std::vector<TextPattern> patterns;
        for (const Template& resource : statement.resources.templates) {
            if (const auto pattern = resource.resolve(request.context)) {
                patterns.push_back(text_pattern(*pattern, LetterCase::exact));
                found.add(resource_sample(explain::pattern_text(*pattern)), 0);
            }
        }
        return std::pair{statement.resources.sense, std::move(patterns)};
    });
    for (const std::string_view resource : usual_resources()) {
        found.add(std::string{resource}, 1);
    }
    if (m_scope.resource) {
        texts.require(text_pattern(*m_scope.resource, LetterCase::exact));
        found.add(resource_sample(explain::pattern_text(*m_scope.resource)), 0);
    }
    add_witnesses(texts, "resources", found);
    Choices choices;
    Request asked = request;
    for (const Candidate& candidate : found.all) {
        if (candidate.text.empty() ||
            (m_scope.resource && !covers(*m_scope.resource, candidate.text, LetterCase::exact))) {
            continue;
        }
        asked.resource = candidate.text;
        auto passes = passes_of([&](const Statement& statement) {
            return match_resource(statement.resources, asked) == Match::yes;
        });
        if (passes) {
            choices.push_back({candidate.text, {}, std::move(*passes), candidate.cost});
        }
    }
    keep_cheapest(choices, [](const Choice& choice) { return service_of_resource(choice.text); });
    return choices;
}

Choices ChoiceMaker::values(const std::string& key, const Request& request, const Bits& among) {
    Choices choices;
    const auto add = [&](std::vector<std::string> values, int cost) {
        Bits passes = passes_with(key, values, request, among);
        choices.push_back({{}, std::move(values), std::move(passes), cost});
    };
    if (const auto fixed = m_scope.keys.find(key); fixed != m_scope.keys.end()) {
        for (const auto& values : fixed->second) {
            add(values, 0);
        }
        keep_cheapest(choices);
        return choices;
    }
    add({}, 0);
    std::vector<TextPattern> patterns;
    if (key == groups_key) {
        patterns = group_patterns(among);
    }
    const Candidates found = key == mfa_key
                                 ? mfa_values()
                                 : candidates_for(key, m_space, among, request.context,
                                                  std::move(patterns), m_limits.states_max);
    if (!found.is_complete) {
        m_cuts.insert(fmt::format("not every kind of value of `{}` was tried", key));
    }
    for (const Candidate& candidate : found.all) {
        add({candidate.text}, candidate.cost + 1);
    }
    if (found.all.size() > 1 && !is_single_valued(key)) {
        add({found.all[0].text, found.all[1].text}, several_cost);
    }
    keep_cheapest(choices);
    if (takes_sets(key, among) && !is_single_valued(key)) {
        add_sets(key, request, found, among, choices);
    }
    return choices;
}

void ChoiceMaker::add_witnesses(Texts& texts, std::string_view what, Candidates& found) {
    const Witnesses witnesses = texts.witnesses(m_limits.states_max);
    for (const std::string& text : witnesses.texts) {
        found.add(text, witness_cost);
    }
    if (!witnesses.is_complete) {
        m_cuts.insert(fmt::format("the patterns of {} combine in more ways than {} states can hold",
                                  what, m_limits.states_max));
    }
}

Bits ChoiceMaker::passes_with(const std::string& key, const std::vector<std::string>& values,
                              const Request& request, const Bits& among) const {
    Request asked = request;
    asked.context.set(key, values);
    Bits passes = among & m_space.where_conditions_hold(key, asked.context);
    if (key == groups_key) {
        asked.principal.groups = values;
        Bits failing{m_space.items().size()};
        (m_about_groups & among).for_each([&](std::size_t i) {
            if (match_principal(m_space.items()[i].model(), asked.principal) != Match::yes) {
                failing.set(i);
            }
        });
        passes -= failing;
    }
    return passes;
}

bool ChoiceMaker::takes_sets(const std::string& key, const Bits& among) const {
    const auto conditions = m_space.conditions_on(key);
    return key == groups_key ||
           std::any_of(conditions.begin(), conditions.end(), [&](const auto& entry) {
               const auto& model = m_space.items()[entry.item].model();
               return among.has(entry.item) &&
                      model.conditions[entry.condition].op.qualifier != SetQualifier::none;
           });
}

std::vector<TextPattern> ChoiceMaker::group_patterns(const Bits& among) const {
    std::vector<TextPattern> patterns;
    (m_about_groups & among).for_each([&](std::size_t i) {
        for (const std::string& group : m_space.items()[i].model().principals->groups) {
            patterns.push_back(literal_pattern(group));
        }
    });
    return patterns;
}

/// Sets of values, grown by one value at a time as long as that tells more statements apart.
void ChoiceMaker::add_sets(const std::string& key, const Request& request, const Candidates& found,
                           const Bits& among, Choices& choices) {
    std::set<Bits> known;
    for (const Choice& choice : choices) {
        known.insert(choice.passes);
    }
    // Sets of two are all looked at: what they let through need not differ from single values
    // for larger ones to differ.
    std::vector<std::vector<std::string>> open;
    for (const Candidate& candidate : found.all) {
        open.push_back({candidate.text});
    }
    std::size_t looked_at = 0;
    for (std::size_t i = 0; i < open.size(); ++i) {
        for (const Candidate& candidate : found.all) {
            std::vector<std::string> values = open[i];
            if (candidate.text <= values.back()) {
                continue; // each set once
            }
            if (++looked_at > sets_max * sets_max || open[i].size() > sets_max) {
                m_cuts.insert(fmt::format("not every set of values of `{}` was tried", key));
                return;
            }
            values.push_back(candidate.text);
            Bits passes = passes_with(key, values, request, among);
            if (known.insert(passes).second) {
                choices.push_back({{},
                                   values,
                                   std::move(passes),
                                   several_cost + static_cast<int>(values.size())});
            }
            open.push_back(std::move(values));
        }
    }
}

} // namespace mfa::policy::compare
