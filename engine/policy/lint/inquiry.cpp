#include "engine/policy/lint/inquiry.hpp"

#include "engine/base/text.hpp"
#include "engine/policy/condition_evaluator.hpp"
#include "engine/policy/lint/sample.hpp"
#include "engine/policy/principal_evaluator.hpp"

#include <algorithm>
#include <initializer_list>
#include <set>

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

void add_new(std::vector<std::string>& names, std::string name, std::size_t names_max) {
    if (!name.empty() && names.size() < names_max &&
        std::find(names.begin(), names.end(), name) == names.end()) {
        names.push_back(std::move(name));
    }
}

/// One list of values for each thing that can be this or that.
class Choices {
public:
    using Apply = void (*)(Circumstances&, const std::string& key,
                           const std::optional<std::string>&);

    void add(std::string key, std::vector<std::optional<std::string>> values, Apply apply) {
        m_choices.push_back({std::move(key), std::move(values), apply});
    }

    [[nodiscard]] Candidates combine(const Circumstances& first) const {
        Candidates result{{first}, true};
        for (const Choice& choice : m_choices) {
            std::vector<Circumstances> next;
            for (const auto& value : choice.values) {
                for (const Circumstances& before : result.all) {
                    if (next.size() == candidates_max) {
                        result.is_complete = false;
                        break;
                    }
                    next.push_back(before);
                    choice.apply(next.back(), choice.key, value);
                }
            }
            result.all = std::move(next);
        }
        return result;
    }

private:
    struct Choice {
        std::string key;
        std::vector<std::optional<std::string>> values;
        Apply apply;
    };
    std::vector<Choice> m_choices;
};

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

Inquiry::Inquiry(const Subject& subject)
    : m_subject{subject}, m_ordinary_user{unused_name(subject)}, m_services{"sshd", "login"} {
    for (const StatementView& statement : subject.statements()) {
        for (const Text& resource : statement.resources.texts) {
            const ArnSample arn = sample_arn(resource.text);
            add_new(m_accounts, arn.account, places_max);
            add_new(m_hosts, arn.host, places_max);
            add_new(m_services, arn.service, 2 * places_max);
        }
        for (const Text& principal : statement.principals) {
            add_new(m_accounts, sample_principal(principal.text).account, places_max);
        }
        for (const ConditionView& condition : statement.conditions) {
            if (to_lower(condition.model->key) == "host:service") {
                for (std::string& name : samples_of(condition)) {
                    add_new(m_services, std::move(name), 3 * places_max);
                }
            }
        }
    }
    if (m_accounts.empty()) {
        m_accounts.emplace_back(usual_account);
    }
    if (m_hosts.empty()) {
        m_hosts.emplace_back(usual_host);
    }
}

std::vector<Circumstances> Inquiry::usual() const {
    return candidates({}, People::ordinary).all;
}

Candidates Inquiry::candidates(const StatementViews& statements, People people) const {
    std::vector<std::string> users{m_ordinary_user};
    std::vector<std::string> groups;
    std::map<std::string, std::vector<std::optional<std::string>>> keys;
    if (people == People::anybody) {
        users.emplace_back("root");
    }
    for (const StatementView* statement : statements) {
        for (const Text& principal : statement->principals) {
            add_new(users, sample_principal(principal.text).user, candidates_max);
        }
        for (const ConditionView& condition : statement->conditions) {
            const std::string key = to_lower(condition.model->key);
            const std::vector<std::string> samples = samples_of(condition);
            if (is_about_mfa(*condition.model) || key == "host:service") {
                continue;
            }
            for (const std::string& sample : samples) {
                if (key == "aws:username") {
                    add_new(users, sample, candidates_max);
                } else if (key == "aws:principalarn") {
                    add_new(users, sample_principal(sample).user, candidates_max);
                } else if (key == "host:groups") {
                    add_new(groups, sample, candidates_max);
                } else if (const auto& known = keys[key];
                           std::find(known.begin(), known.end(), sample) == known.end()) {
                    keys[key].emplace_back(sample);
                }
            }
            if (key != "aws:username" && key != "aws:principalarn" && key != "host:groups") {
                keys[key];
            }
        }
    }
    if (people == People::ordinary) {
        users.resize(1);
        groups.clear();
        keys.erase("aws:userid");
    }
    Choices choices;
    choices.add({}, choice_of(m_accounts), set_account);
    choices.add({}, choice_of(m_hosts), set_host);
    choices.add({}, choice_of(users), set_user);
    choices.add({}, choice_of(m_services), set_service);
    for (auto& [key, values] : keys) {
        const auto usual_value = usual_value_of(key);
        std::erase(values, usual_value);
        values.insert(values.begin(), usual_value);
        if (usual_value) {
            values.emplace_back(std::nullopt);
        }
        choices.add(key, std::move(values), set_key);
    }
    for (const std::string& group : groups) {
        choices.add({}, {std::nullopt, group}, add_group);
    }
    return choices.combine({});
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
    return evaluate(m_subject.set(), request).kind;
}

bool Inquiry::applies(const StatementView& statement, const Request& request) {
    return !evaluate(statement.alone, request).statements.empty();
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
    for (const StatementView& statement : m_subject.statements()) {
        if (statement.is(effect) && applies(statement, request)) {
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
