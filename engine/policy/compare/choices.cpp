#include "engine/policy/compare/choices.hpp"

#include "engine/base/text.hpp"
#include "engine/policy/compare/witness.hpp"
#include "engine/policy/statement_evaluator.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>

namespace mfa::policy::compare {

namespace {

constexpr std::string_view mfa_key = "aws:multifactorauthpresent";
constexpr std::size_t sets_max = 64;
constexpr int several_cost = 5;

// Of the things that happen on a host: examples are made of them where they fit.
constexpr std::array<std::string_view, 9> usual_actions{
    "host:StartFullSession",      "host:StartSession",   "host:RunCommand",
    "iam:DeactivateMFADevice",    "iam:EnableMFADevice", "iam:CreateVirtualMFADevice",
    "iam:DeleteVirtualMFADevice", "sts:GetSessionToken", "iam:GetUser"};
constexpr std::array<std::string_view, 8> usual_resources{
    "arn:aws:host:web1:000000000000:service/sshd",
    "arn:aws:host:web1:000000000000:service/example",
    "arn:aws:host:web1:000000000000:command/usr/bin/example",
    "arn:aws:iam::000000000000:user/alice",
    "arn:aws:iam::000000000000:user/example",
    "arn:aws:iam::000000000000:mfa/alice",
    "arn:aws:iam::000000000000:mfa/example",
    "*"};

// What a host gives one value for: every context key but host:Groups, host:AuthMethod and
// host:Argument. Of keys that are not a host's nobody knows.
constexpr std::array<std::string_view, 14> single_valued_keys{"aws:multifactorauthpresent",
                                                              "aws:multifactorauthage",
                                                              "aws:username",
                                                              "aws:userid",
                                                              "aws:principalarn",
                                                              "aws:sourceip",
                                                              "aws:currenttime",
                                                              "aws:epochtime",
                                                              "host:service",
                                                              "host:tty",
                                                              "host:remotehost",
                                                              "host:hostname",
                                                              "host:targetuser",
                                                              "host:commandline"};

bool is_single_valued(std::string_view key) {
    return std::find(single_valued_keys.begin(), single_valued_keys.end(), key) !=
           single_valued_keys.end();
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

std::string service_of_action(std::string_view action) {
    return to_lower(action.substr(0, action.find(':')));
}

/// Empty for what is no ARN.
std::string service_of_resource(std::string_view resource) {
    const auto parts = split_at_colons(resource, 4, TemplateRules::Variables::literal);
    return parts.size() > 2 ? std::string{parts[2]} : std::string{};
}

/// The component of an ARN pattern with something plain for its wildcards.
std::string component_sample(std::string_view part, std::size_t index, bool is_host) {
    if (part != "*") {
        return sample_of(part);
    }
    switch (index) {
    case 1:
        return "aws";
    case 3:
        return is_host ? "web1" : "";
    case 4:
        return "000000000000";
    default:
        return "example";
    }
}

std::string resource_sample(const std::string& pattern) {
    const auto parts = split_at_colons(pattern, arn_components, TemplateRules::Variables::special);
    if (parts.size() != arn_components) {
        return sample_of(pattern);
    }
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        text += (i == 0 ? "" : ":") + component_sample(parts[i], i, parts[2] == "host");
    }
    return text;
}

/// A host says one of these or nothing.
Candidates mfa_values() {
    Candidates values;
    values.add("false", 0);
    values.add("true", 0);
    return values;
}

} // namespace

bool is_usual_pair(std::string_view action, std::string_view resource) {
    const std::string service = service_of_action(action);
    const std::string about = service_of_resource(resource);
    return about == service || service == "sts";
}

Choices ChoiceMaker::actions() {
    Candidates found;
    std::vector<TextPattern> patterns{
        text_pattern(Pattern::from_wildcards("?*:?*"), LetterCase::exact)};
    for (const std::string_view action : usual_actions) {
        found.add(std::string{action}, 0);
    }
    for (const Item& item : m_space.items()) {
        for (const std::string& text : item.written->actions.texts) {
            found.add(text == "*" ? "example:Example" : sample_of(text), 0);
        }
        for (const Pattern& pattern : item.model().actions.patterns) {
            patterns.push_back(text_pattern(pattern, LetterCase::ignored));
        }
    }
    found.add("example:Example", 1);
    if (m_scope.action) {
        patterns.push_back(text_pattern(*m_scope.action, LetterCase::ignored));
        found.add(sample_of(explain::pattern_text(*m_scope.action)), 0);
    }
    add_witnesses(patterns, "actions", found);
    Choices choices;
    for (const Candidate& candidate : found.all) {
        const std::size_t colon = candidate.text.find(':');
        const bool is_action =
            colon != std::string::npos && colon > 0 && colon + 1 < candidate.text.size();
        const bool is_meant =
            !m_scope.action || covers(*m_scope.action, candidate.text, LetterCase::ignored);
        if (is_action && is_meant) {
            choices.push_back({candidate.text,
                               {},
                               m_space.where([&](const auto& statement) {
                                   return match_action(statement.model->actions, candidate.text) ==
                                          Match::yes;
                               }),
                               candidate.cost});
        }
    }
    // Of each service one: the resource decides which is usual.
    keep_cheapest(choices, [](const Choice& choice) { return service_of_action(choice.text); });
    return choices;
}

Choices ChoiceMaker::resources(const Request& request) {
    Candidates found;
    std::vector<TextPattern> patterns;
    for (const Item& item : m_space.items()) {
        for (const Template& resource : item.model().resources.templates) {
            if (const auto pattern = resource.resolve(request.context)) {
                patterns.push_back(text_pattern(*pattern, LetterCase::exact));
                found.add(resource_sample(explain::pattern_text(*pattern)), 0);
            }
        }
    }
    for (const std::string_view resource : usual_resources) {
        found.add(std::string{resource}, 1);
    }
    if (m_scope.resource) {
        patterns.push_back(text_pattern(*m_scope.resource, LetterCase::exact));
        found.add(resource_sample(explain::pattern_text(*m_scope.resource)), 0);
    }
    add_witnesses(patterns, "resources", found);
    Choices choices;
    Request asked = request;
    for (const Candidate& candidate : found.all) {
        if (candidate.text.empty() ||
            (m_scope.resource && !covers(*m_scope.resource, candidate.text, LetterCase::exact))) {
            continue;
        }
        asked.resource = candidate.text;
        choices.push_back({candidate.text,
                           {},
                           m_space.where([&](const auto& statement) {
                               return match_resource(statement.model->resources, asked) ==
                                      Match::yes;
                           }),
                           candidate.cost});
    }
    keep_cheapest(choices, [](const Choice& choice) { return service_of_resource(choice.text); });
    return choices;
}

Choices ChoiceMaker::values(const std::string& key, const Request& request) {
    Choices choices;
    const auto add = [&](std::vector<std::string> values, int cost) {
        Bits passes = passes_with(key, values, request);
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
        patterns = group_patterns();
    }
    const Candidates found = key == mfa_key
                                 ? mfa_values()
                                 : candidates_for(key, m_space, request.context,
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
    if (takes_sets(key) && !is_single_valued(key)) {
        add_sets(key, request, found, choices);
    }
    return choices;
}

void ChoiceMaker::add_witnesses(const std::vector<TextPattern>& patterns, std::string_view what,
                                Candidates& found) {
    const Witnesses witnesses = find_witnesses(patterns, m_limits.states_max);
    for (const std::string& text : witnesses.texts) {
        found.add(text, witness_cost);
    }
    if (!witnesses.is_complete) {
        m_cuts.insert(fmt::format("the patterns of {} combine in more ways than {} states can hold",
                                  what, m_limits.states_max));
    }
}

Bits ChoiceMaker::passes_with(const std::string& key, const std::vector<std::string>& values,
                              const Request& request) const {
    Request asked = request;
    asked.context.set(key, values);
    Bits passes = m_space.where_conditions_hold(key, asked.context);
    if (key == groups_key) {
        asked.principal.groups = values;
        passes = passes & m_space.where([&](const auto& statement) {
            return match_principal(*statement.model, asked.principal) == Match::yes;
        });
    }
    return passes;
}

bool ChoiceMaker::takes_sets(const std::string& key) const {
    const auto is_set = [&](const Condition& condition) {
        return to_lower(condition.key) == key && condition.op.qualifier != SetQualifier::none;
    };
    return key == groups_key ||
           std::any_of(m_space.items().begin(), m_space.items().end(), [&](const Item& item) {
               const auto& conditions = item.model().conditions;
               return std::any_of(conditions.begin(), conditions.end(), is_set);
           });
}

std::vector<TextPattern> ChoiceMaker::group_patterns() const {
    std::vector<TextPattern> patterns;
    for (const Item& item : m_space.items()) {
        if (item.model().principals) {
            for (const std::string& group : item.model().principals->groups) {
                patterns.push_back(literal_pattern(group));
            }
        }
    }
    return patterns;
}

/// Sets of values, grown by one value at a time as long as that tells more statements apart.
void ChoiceMaker::add_sets(const std::string& key, const Request& request, const Candidates& found,
                           Choices& choices) {
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
            Bits passes = passes_with(key, values, request);
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
