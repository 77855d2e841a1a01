// Asks the engine: made-up but possible requests, put to the policy as it is. What the linter says
// about who may do what it has seen happen.
#pragma once

#include "engine/policy/evaluate.hpp"
#include "engine/policy/lint/mfa_states.hpp"
#include "engine/policy/lint/subject.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mfa::policy::lint {

/// Who asks, from where, on which machine.
struct Circumstances {
    std::string user;
    std::vector<std::string> groups;
    std::string account;
    std::string host;
    std::string service;
    /// Keys by lower-case name, in place of what is usual; nothing: the key is missing.
    std::map<std::string, std::optional<std::string>> keys;

    [[nodiscard]] std::string user_arn(std::string_view name) const;
    [[nodiscard]] std::string device_arn(std::string_view name) const;
    [[nodiscard]] std::string service_arn() const;
    [[nodiscard]] std::string command_arn(std::string_view path) const;
};

/// Everything that is put together of one value each for each thing that can be this or that. Made
/// when it is looked at, as most of it never is.
class Candidates {
public:
    using Value = std::optional<std::string>;
    using Apply = void (*)(Circumstances&, const std::string& key, const Value&);

    void add(std::string key, std::vector<Value> values, Apply apply) {
        m_choices.push_back({std::move(key), std::move(values), apply});
    }
    /// Leaves out the values of things that have a key and for which `fits(key, value)` is false.
    template <typename Fits>
    void keep(const Fits& fits) {
        for (Choice& choice : m_choices) {
            std::erase_if(choice.values, [&](const Value& value) {
                return !choice.key.empty() && !fits(choice.key, value);
            });
        }
    }

    /// How many there are, or as many as can be tried.
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] bool is_complete() const;
    /// What was added first changes fastest.
    [[nodiscard]] Circumstances at(std::size_t index) const;
    /// Whether `finds(circumstances)` is true of one; it is asked about each until then.
    template <typename Finds>
    [[nodiscard]] bool any_of(const Finds& finds) const {
        const std::size_t count = size();
        for (std::size_t i = 0; i < count; ++i) {
            if (finds(at(i))) {
                return true;
            }
        }
        return false;
    }

private:
    struct Choice {
        std::string key; ///< in lower case; empty: it is no key's value alone
        std::vector<Value> values;
        Apply apply;
    };
    std::vector<Choice> m_choices;
};

enum class People {
    ordinary, ///< one user whom the policy does not know, in no group of its
    anybody,  ///< also root and whomever the policy names
};

using StatementViews = std::vector<const StatementView*>;

class Inquiry {
public:
    explicit Inquiry(const Subject& subject);

    /// Circumstances built of what these statements' conditions speak of, and of what is usual.
    /// The usual come first.
    [[nodiscard]] Candidates candidates(const StatementViews& statements, People people) const;
    /// Of one statement's those that its conditions do not rule out at first sight.
    [[nodiscard]] Candidates fitting_candidates(const StatementView& statement,
                                                People people) const;
    /// The same for one user's usual surroundings alone, through each door that the policy knows.
    [[nodiscard]] std::vector<Circumstances> usual() const;

    [[nodiscard]] static Request request(const Circumstances& circumstances, const MfaState& state,
                                         std::string_view action, std::string resource);
    [[nodiscard]] DecisionKind decide(const Request& request) const;
    [[nodiscard]] bool is_allowed(const Request& request) const {
        return decide(request) == DecisionKind::allow;
    }
    /// Whether the statement, alone, would have its effect.
    [[nodiscard]] static bool applies(const StatementView& statement, const Request& request);

    /// Whether principal and conditions fit, whatever action and resource are.
    [[nodiscard]] static bool fits(const StatementView& statement, const Request& request);

    /// Statements that have something to say about one of the actions.
    [[nodiscard]] StatementViews about(std::initializer_list<std::string_view> actions) const;
    /// Those of that effect that apply to the request.
    [[nodiscard]] StatementViews applying(Effect effect, const Request& request) const;

private:
    const Subject& m_subject;
    std::string m_ordinary_user;
    std::vector<std::string> m_accounts;
    std::vector<std::string> m_hosts;
    std::vector<std::string> m_services;
};

/// Whether the list takes the action in.
bool takes_action(const StatementView& statement, std::string_view action);
/// The text of the statement's list that takes the action, the resource in; the place of the
/// element where the list says what is not meant.
Position place_of_action(const StatementView& statement, std::string_view action);
Position place_of_resource(const StatementView& statement, const Request& request);

} // namespace mfa::policy::lint
