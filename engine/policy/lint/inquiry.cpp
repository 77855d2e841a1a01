#include "engine/policy/lint/inquiry.hpp"

#include "engine/base/text.hpp"
#include "engine/policy/condition_evaluator.hpp"
#include "engine/policy/lint/sample.hpp"
#include "engine/policy/principal_evaluator.hpp"
#include "engine/policy/statement_evaluator.hpp"

#include <algorithm>
#include <initializer_list>
#include <unordered_set>

namespace mfa::policy::lint {

namespace {

constexpr std::string_view usual_account = "000000000000";
constexpr std::string_view usual_host = "host";
constexpr std::size_t places_max = 3;
constexpr std::size_t candidates_max = 4096;

/// A name that no document has anywhere.
std::string unused_name(const Subject& subject) {
    std::string name = "alice";
    const auto is_used = [&] {
        const auto has_it = [&](const Text& text) {
            return text.text.find(name) != std::string::npos;
        };
        return std::any_of(
            subject.statements().begin(), subject.statements().end(), [&](const auto& statement) {
                const auto has = [&](const std::vector<Text>& texts) {
                    return std::any_of(texts.begin(), texts.end(), has_it);
                };
                return has(statement.resources.texts) || has(statement.principals) ||
                       std::any_of(statement.conditions.begin(), statement.conditions.end(),
                                   [&](const auto& condition) { return has(condition.values); });
            });
    };
    while (is_used()) {
        name += "x";
    }
    return name;
}

/// Names in the order in which they came, none twice and none empty.
class Names {
public:
    explicit Names(std::size_t names_max = SIZE_MAX) : m_names_max{names_max} {}

    void add(std::string name) {
        if (!name.empty() && m_all.size() < m_names_max && m_known.insert(name).second) {
            m_all.push_back(std::move(name));
        }
    }
    void keep_first() { m_all.resize(1); }
    [[nodiscard]] const std::vector<std::string>& all() const { return m_all; }

private:
    std::size_t m_names_max;
    std::vector<std::string> m_all;
    std::unordered_set<std::string> m_known;
};

bool mentions_variables(const ConditionView& condition) {
    return std::any_of(condition.values.begin(), condition.values.end(),
                       [](const Text& value) { return mentions_variable(value.text); });
}

std::vector<std::optional<std::string>> choice_of(const std::vector<std::string>& texts) {
    return {texts.begin(), texts.end()};
}

void set_user(Circumstances& to, const std::string& /*key*/, const std::optional<std::string>& v) {
    to.user = *v;
    to.groups.insert(to.groups.begin(), *v);
}

void add_group(Circumstances& to, const std::string& /*key*/, const std::optional<std::string>& v) {
    if (v) {
        to.groups.push_back(*v);
    }
}

void set_service(Circumstances& to, const std::string& /*key*/,
                 const std::optional<std::string>& v) {
    to.service = *v;
}

void set_account(Circumstances& to, const std::string& /*key*/,
                 const std::optional<std::string>& v) {
    to.account = *v;
}

void set_host(Circumstances& to, const std::string& /*key*/, const std::optional<std::string>& v) {
    to.host = *v;
}

void set_key(Circumstances& to, const std::string& key, const std::optional<std::string>& v) {
    to.keys[key] = v;
}

} // namespace

std::string Circumstances::user_arn(std::string_view name) const {
    return "arn:aws:iam::" + account + ":user/" + std::string{name};
}

std::string Circumstances::device_arn(std::string_view name) const {
    return "arn:aws:iam::" + account + ":mfa/" + std::string{name};
}

std::string Circumstances::service_arn() const {
    return "arn:aws:host:" + host + ":" + account + ":service/" + service;
}

std::string Circumstances::command_arn(std::string_view path) const {
    return "arn:aws:host:" + host + ":" + account + ":command" + std::string{path};
}

std::size_t Candidates::size() const {
    std::size_t count = 1;
    for (const Choice& choice : m_choices) {
        count = std::min(count, candidates_max) * choice.values.size();
    }
    return std::min(count, candidates_max);
}

bool Candidates::is_complete() const {
    std::size_t count = 1;
    for (const Choice& choice : m_choices) {
        count *= choice.values.size();
        if (count > candidates_max) {
            return false;
        }
    }
    return true;
}

Circumstances Candidates::at(std::size_t index) const {
    Circumstances circumstances;
    for (const Choice& choice : m_choices) {
        choice.apply(circumstances, choice.key, choice.values[index % choice.values.size()]);
        index /= choice.values.size();
    }
    return circumstances;
}

Inquiry::Inquiry(const Subject& subject)
    : m_subject{subject}, m_ordinary_user{unused_name(subject)} {
    Names accounts{places_max};
    Names hosts{places_max};
    Names services{3 * places_max};
    services.add("sshd");
    services.add("login");
    for (const StatementView& statement : subject.statements()) {
        for (const Text& resource : statement.resources.texts) {
            const ArnSample arn = sample_arn(resource.text);
            accounts.add(arn.account);
            hosts.add(arn.host);
            if (services.all().size() < 2 * places_max) {
                services.add(arn.service);
            }
        }
        for (const Text& principal : statement.principals) {
            accounts.add(sample_principal(principal.text).account);
        }
        for (const ConditionView& condition : statement.conditions) {
            if (to_lower(condition.model->key) == "host:service") {
                for (std::string& name : samples_of(condition)) {
                    services.add(std::move(name));
                }
            }
        }
    }
    if (accounts.all().empty()) {
        accounts.add(std::string{usual_account});
    }
    if (hosts.all().empty()) {
        hosts.add(std::string{usual_host});
    }
    m_accounts = accounts.all();
    m_hosts = hosts.all();
    m_services = services.all();
}

std::vector<Circumstances> Inquiry::usual() const {
    const Candidates found = candidates({}, People::ordinary);
    std::vector<Circumstances> all;
    for (std::size_t i = 0; i < found.size(); ++i) {
        all.push_back(found.at(i));
    }
    return all;
}

Candidates Inquiry::candidates(const StatementViews& statements, People people) const {
    Names users{candidates_max};
    Names groups{candidates_max};
    std::map<std::string, Names> keys;
    users.add(m_ordinary_user);
    if (people == People::anybody) {
        users.add("root");
    }
    for (const StatementView* statement : statements) {
        for (const Text& principal : statement->principals) {
            users.add(sample_principal(principal.text).user);
        }
        for (const ConditionView& condition : statement->conditions) {
            const std::string key = to_lower(condition.model->key);
            if (is_about_mfa(*condition.model) || key == "host:service") {
                continue;
            }
            const bool is_arn = key == "aws:principalarn";
            Names& names = is_arn || key == "aws:username" ? users
                           : key == "host:groups"          ? groups
                                                           : keys[key];
            for (const std::string& sample : samples_of(condition)) {
                names.add(is_arn ? sample_principal(sample).user : sample);
            }
        }
    }
    if (people == People::ordinary) {
        users.keep_first();
        groups = Names{candidates_max};
        keys.erase("aws:userid");
    }
    Candidates choices;
    choices.add({}, choice_of(m_accounts), set_account);
    choices.add({}, choice_of(m_hosts), set_host);
    choices.add("aws:username", choice_of(users.all()), set_user);
    choices.add("host:service", choice_of(m_services), set_service);
    for (const auto& [key, names] : keys) {
        std::vector<Candidates::Value> values = choice_of(names.all());
        const auto usual_value = usual_value_of(key);
        std::erase(values, usual_value);
        values.insert(values.begin(), usual_value);
        if (usual_value) {
            values.emplace_back(std::nullopt);
        }
        choices.add(key, std::move(values), set_key);
    }
    for (const std::string& group : groups.all()) {
        choices.add({}, {std::nullopt, group}, add_group);
    }
    return choices;
}

Candidates Inquiry::fitting_candidates(const StatementView& statement, People people) const {
    Candidates found = candidates({&statement}, people);
    found.keep([&](const std::string& key, const Candidates::Value& value) {
        Context context;
        context.set(key, value ? std::vector{*value} : std::vector<std::string>{});
        return std::all_of(statement.conditions.begin(), statement.conditions.end(),
                           [&](const ConditionView& condition) {
                               return to_lower(condition.model->key) != key ||
                                      mentions_variables(condition) ||
                                      match_condition(*condition.model, context) == Match::yes;
                           });
    });
    return found;
}

Request Inquiry::request(const Circumstances& circumstances, const MfaState& state,
                         std::string_view action, std::string resource) {
    Request request;
    request.principal = {circumstances.user, std::nullopt, circumstances.groups,
                         circumstances.user_arn(circumstances.user)};
    request.action = action;
    request.resource = std::move(resource);
    Context& context = request.context;
    for (const UsualValue& usual : usual_values()) {
        context.set(usual.key, std::string{usual.value});
    }
    context.set("aws:userid", circumstances.user == "root" ? "0" : "1000");
    context.set("host:Hostname", circumstances.host);
    context.set("host:Service", circumstances.service);
    for (const auto& [key, value] : circumstances.keys) {
        context.set(key, value ? std::vector<std::string>{*value} : std::vector<std::string>{});
    }
    state.add_to(context);
    add_principal_keys(request);
    return request;
}

DecisionKind Inquiry::decide(const Request& request) const {
    return decision_kind(m_subject.set(), request);
}

bool Inquiry::applies(const StatementView& statement, const Request& request) {
    const Match match = match_statement(*statement.model, request);
    return match == Match::yes || (match == Match::failed && statement.is(Effect::deny));
}

bool Inquiry::fits(const StatementView& statement, const Request& request) {
    const Statement& model = *statement.model;
    if (model.principals && !is_about(*model.principals, model.effect, request.principal)) {
        return false;
    }
    return std::all_of(model.conditions.begin(), model.conditions.end(),
                       [&](const Condition& condition) {
                           return match_condition(condition, request.context) == Match::yes;
                       });
}

StatementViews Inquiry::about(std::initializer_list<std::string_view> actions) const {
    StatementViews found;
    for (const StatementView& statement : m_subject.statements()) {
        if (std::any_of(actions.begin(), actions.end(),
                        [&](std::string_view action) { return takes_action(statement, action); })) {
            found.push_back(&statement);
        }
    }
    return found;
}

StatementViews Inquiry::applying(Effect effect, const Request& request) const {
    StatementViews found;
    for (const std::size_t index : applying_statements(m_subject.set(), request)) {
        const StatementView& statement = m_subject.statements()[index];
        if (statement.is(effect)) {
            found.push_back(&statement);
        }
    }
    return found;
}

bool takes_action(const StatementView& statement, std::string_view action) {
    const auto& patterns = statement.model->actions.patterns;
    const bool is_listed =
        std::any_of(patterns.begin(), patterns.end(), [&](const Pattern& pattern) {
            return covers(pattern, action, LetterCase::ignored);
        });
    return is_listed == (statement.actions.sense == Sense::included);
}

Position place_of_action(const StatementView& statement, std::string_view action) {
    const auto& patterns = statement.model->actions.patterns;
    for (std::size_t i = 0; i < patterns.size() && statement.actions.sense == Sense::included;
         ++i) {
        if (covers(patterns[i], action, LetterCase::ignored)) {
            return statement.actions.texts[i].position;
        }
    }
    return statement.actions.position;
}

Position place_of_resource(const StatementView& statement, const Request& request) {
    const auto& templates = statement.model->resources.templates;
    for (std::size_t i = 0; i < templates.size() && statement.resources.sense == Sense::included;
         ++i) {
        const auto pattern = templates[i].resolve(request.context);
        if (pattern && covers(*pattern, request.resource, LetterCase::exact)) {
            return statement.resources.texts[i].position;
        }
    }
    return statement.resources.position;
}

} // namespace mfa::policy::lint
