#include "engine/policy/compare/people.hpp"

#include "engine/base/text.hpp"
#include "engine/policy/compare/candidates.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>

namespace mfa::policy::compare {

namespace {

constexpr std::string_view user_key = "aws:username";
constexpr std::string_view arn_key = "aws:principalarn";
constexpr std::size_t circumstances_max = 256;
constexpr std::array<std::string_view, 4> usual_users{"alice", "bob", "carol", "dave"};
constexpr std::array<std::string_view, 3> usual_accounts{"000000000000", "999999999999",
                                                         "111122223333"};

bool has_variable(const TextPattern& pattern) {
    return std::any_of(pattern.symbols.begin(), pattern.symbols.end(),
                       [](const Symbol& symbol) { return symbol.kind == SymbolKind::variable; });
}

class Collector {
public:
    Collector(const Space& space, const Scope& scope) : m_space{space} {
        collect_patterns();
        if (scope.resource) { // a variable may have to be what the scope says
            add_pattern("", text_pattern(*scope.resource, LetterCase::exact));
        }
        for (const auto& [key, patterns] : m_patterns) {
            for (const TextPattern& left : patterns.all()) {
                if (!has_variable(left)) {
                    continue; // there is nothing to align
                }
                for (const TextPattern& right : patterns.all()) {
                    align(left, right);
                }
            }
        }
        collect_principals();
    }

    Circumstances run(std::size_t states_max) {
        m_result.keys = {std::string{user_key}, std::string{arn_key}};
        add_people(states_max);
        for (const std::string& key : m_variable_keys) {
            if (m_result.keys.insert(key).second) {
                multiply(key, states_max);
            }
        }
        return std::move(m_result);
    }

private:
    void note_variables(const TextPattern& pattern) {
        for (const Symbol& symbol : pattern.symbols) {
            if (symbol.kind == SymbolKind::variable) {
                m_variable_keys.insert(m_numbers.key_of(symbol.value));
            }
        }
    }

    void add_pattern(const std::string& where, TextPattern pattern) {
        note_variables(pattern);
        m_patterns[where].add(std::move(pattern));
    }

    /// By what they are compared with: resources, or a key.
    void collect_patterns() {
        for (const Item& item : m_space.items()) {
            for (const Template& resource : item.model().resources.templates) {
                add_pattern("", text_pattern(resource, m_numbers));
            }
            for (const Condition& condition : item.model().conditions) {
                const std::string key = to_lower(condition.key);
                if (const auto* texts = std::get_if<std::vector<Template>>(&condition.values)) {
                    for (const Template& text : *texts) {
                        add_pattern(key, text_pattern(text, m_numbers));
                    }
                }
                if (const auto* arns = std::get_if<std::vector<ArnTemplate>>(&condition.values)) {
                    for (const ArnTemplate& arn : *arns) {
                        add_pattern(key, text_pattern(arn, m_numbers));
                    }
                }
            }
        }
        if (m_patterns.count(std::string{arn_key}) != 0) {
            auto own =
                text_pattern(Pattern::from_wildcards("arn:aws:iam::*:user/"), LetterCase::exact);
            own.symbols.push_back(
                {SymbolKind::variable, false, m_numbers.of({std::string{user_key}, std::nullopt})});
            add_pattern(std::string{arn_key}, std::move(own));
        }
    }

    /// What the variable of `left` must be for `right` to cover the same text: the rest of `right`
    /// from where the variable stands.
    void align(const TextPattern& left, const TextPattern& right) {
        const auto& l = left.symbols;
        const auto& r = right.symbols;
        for (std::size_t i = 0; i < l.size(); ++i) {
            if (i < r.size() && l[i] == r[i]) {
                continue; // a variable beside itself is the same text
            }
            if (l[i].kind == SymbolKind::variable) {
                add_rest(l, i, r);
                return;
            }
            const bool covers_rest = i + 1 == r.size() && r[i].kind == SymbolKind::any_text;
            const bool differs = i >= r.size() || (l[i].kind == SymbolKind::literal &&
                                                   r[i].kind == SymbolKind::literal);
            const bool is_stopped = i >= r.size() && l[i].kind == SymbolKind::any_text;
            if (!covers_rest && (!differs || is_stopped)) {
                note_unaligned(l, i);
            }
            return;
        }
    }

    void add_rest(const std::vector<Symbol>& l, std::size_t at, const std::vector<Symbol>& r) {
        const std::string& key = m_numbers.key_of(l[at].value);
        const std::vector<Symbol> after(l.begin() + static_cast<std::ptrdiff_t>(at) + 1, l.end());
        std::vector<Symbol> rest;
        if (at < r.size()) {
            rest.assign(r.begin() + static_cast<std::ptrdiff_t>(at), r.end());
        }
        const auto is_delimiter = [](const Symbol& symbol) {
            return symbol.kind == SymbolKind::literal &&
                   (symbol.value == '/' || symbol.value == ':');
        };
        if (!after.empty() && is_delimiter(after.front())) {
            rest.erase(std::find(rest.begin(), rest.end(), after.front()), rest.end());
        } else if (!after.empty()) {
            note_unaligned(l, at);
        }
        const auto is_variable = [](const Symbol& symbol) {
            return symbol.kind == SymbolKind::variable;
        };
        if (std::any_of(rest.begin(), rest.end(), is_variable)) {
            note_unaligned(l, at);
            return;
        }
        m_values[key].push_back({std::move(rest), LetterCase::exact});
    }

    void note_unaligned(const std::vector<Symbol>& symbols, std::size_t from) {
        for (std::size_t i = from; i < symbols.size(); ++i) {
            if (symbols[i].kind == SymbolKind::variable) {
                m_result.cuts.insert(
                    fmt::format("values of the variable `{}` were tried, but they can meet other "
                                "patterns in more ways than that",
                                m_numbers.key_of(symbols[i].value)));
            }
        }
    }

    void collect_principals() {
        for (const Item& item : m_space.items()) {
            if (!item.model().principals) {
                continue;
            }
            const PrincipalScope& scope = *item.model().principals;
            for (const std::string& user : scope.users) {
                m_values[std::string{user_key}].push_back(literal_pattern(user));
            }
            m_accounts.insert(scope.accounts.begin(), scope.accounts.end());
            for (const std::string& arn : scope.arns) {
                collect_arn(arn);
            }
        }
        for (const Item& item : m_space.items()) {
            for (const auto& condition : item.written->conditions) {
                for (const std::string& value : condition.values) {
                    if (value.starts_with("arn:")) {
                        collect_account(value);
                    }
                }
            }
        }
    }

    void collect_account(std::string_view arn) {
        const auto parts = split_at_colons(arn, arn_components, TemplateRules::Variables::special);
        constexpr std::size_t account_digits = 12;
        if (parts.size() == arn_components && parts[4].size() == account_digits &&
            parse_unsigned(parts[4])) {
            m_accounts.emplace(parts[4]);
        }
    }

    void collect_arn(const std::string& arn) {
        collect_account(arn);
        const std::size_t user = arn.find(":user/");
        if (user != std::string::npos) {
            m_values[std::string{user_key}].push_back(literal_pattern(arn.substr(user + 6)));
        } else {
            m_other_arns.insert(arn);
        }
    }

    Candidates users(std::size_t states_max) {
        const auto& patterns = m_values[std::string{user_key}];
        Candidates found = candidates_for(std::string{user_key}, m_space, m_space.everything(), {},
                                          patterns, states_max);
        Candidates users;
        users.is_complete = found.is_complete;
        const auto is_free = [&](std::string_view name) {
            return std::none_of(found.all.begin(), found.all.end(),
                                [&](const auto& candidate) { return candidate.text == name; });
        };
        const auto* const fresh = std::find_if(usual_users.begin(), usual_users.end(), is_free);
        if (fresh != usual_users.end()) {
            users.add(std::string{*fresh}, 0);
        }
        for (const Candidate& candidate : found.all) {
            // No login name has these, so nobody is called so.
            if (is_acceptable_user_name(candidate.text)) {
                users.add(candidate.text, candidate.cost);
            }
        }
        return users;
    }

    void add_people(std::size_t states_max) {
        const Candidates found = users(states_max);
        if (!found.is_complete) {
            m_result.cuts.insert("not every kind of user name was tried");
        }
        std::vector<std::string> accounts;
        const auto* const fresh =
            std::find_if(usual_accounts.begin(), usual_accounts.end(),
                         [&](auto account) { return m_accounts.count(std::string{account}) == 0; });
        accounts.emplace_back(fresh == usual_accounts.end() ? "444455556666" : *fresh);
        accounts.insert(accounts.end(), m_accounts.begin(), m_accounts.end());
        for (const std::string& account : accounts) {
            for (const Candidate& user : found.all) {
                add_person(user.text, fmt::format("arn:aws:iam::{}:user/{}", account, user.text),
                           user.cost + (account == accounts.front() ? 0 : 1));
            }
        }
        for (const std::string& arn : m_other_arns) {
            add_person("alice", arn, witness_cost);
        }
    }

    void add_person(const std::string& user, const std::string& arn, int cost) {
        Circumstance person;
        person.request.principal.user = user;
        person.request.principal.arn = arn;
        add_principal_keys(person.request);
        person.cost = cost;
        m_result.all.push_back(std::move(person));
    }

    /// Each circumstance with each value of the key, and without it.
    void multiply(const std::string& key, std::size_t states_max) {
        std::vector<Circumstance> all;
        for (const Circumstance& before : m_result.all) {
            all.push_back(before);
            const Candidates found =
                candidates_for(key, m_space, m_space.everything(), before.request.context,
                               m_values[key], states_max);
            if (!found.is_complete) {
                m_result.cuts.insert(fmt::format("not every kind of value of `{}` was tried", key));
            }
            for (const Candidate& candidate : found.all) {
                Circumstance with = before;
                with.request.context.set(key, candidate.text);
                with.cost += candidate.cost;
                all.push_back(std::move(with));
            }
        }
        if (all.size() > circumstances_max) {
            std::stable_sort(all.begin(), all.end(), [](const auto& left, const auto& right) {
                return left.cost < right.cost;
            });
            m_result.cuts.insert(fmt::format("{} of {} ways to fill in the variables were tried",
                                             circumstances_max, all.size()));
            all.resize(circumstances_max);
        }
        m_result.all = std::move(all);
    }

    const Space& m_space;
    VariableNumbers m_numbers;
    std::map<std::string, DistinctPatterns> m_patterns;
    std::map<std::string, std::vector<TextPattern>> m_values; ///< by key of a variable
    std::set<std::string> m_variable_keys;
    std::set<std::string> m_accounts;
    std::set<std::string> m_other_arns;
    Circumstances m_result;
};

} // namespace

Circumstances circumstances_of(const Space& space, const Scope& scope, std::size_t states_max) {
    return Collector{space, scope}.run(states_max);
}

} // namespace mfa::policy::compare
