#include "engine/base/unique_fd.hpp"
#include "engine/policy/policy.hpp"
#include "mfa_tool/commands/policy_batch.hpp"
#include "mfa_tool/commands/policy_declarations.hpp"
#include "mfa_tool/commands/policy_files.hpp"
#include "mfa_tool/commands/policy_question.hpp"
#include "mfa_tool/commands/policy_view.hpp"
#include "mfa_tool/options.hpp"

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mfa::tool {

namespace {

struct SimulateOptions {
    CommonOptions common;
    std::vector<std::string> policies;
    std::string requests; ///< empty: one request, from the options below
    QuestionOptions question;
};

/// The policy of the command line, loaded once. Its errors go to stderr, a line each.
class CommandLinePolicy {
public:
    CommandLinePolicy(Environment& environment, const SimulateOptions& options)
        : m_environment{environment}, m_options{options} {}

    Attempt<const policy::PolicySet*> get() {
        if (!m_set) {
            m_set = TRY(load_policy(m_environment, m_options.policies)).set;
        }
        return &*m_set;
    }

private:
    Environment& m_environment;
    const SimulateOptions& m_options;
    std::optional<policy::PolicySet> m_set;
};

Attempt<ExitCode> answer_file(Environment& environment, const SimulateOptions& options,
                              CommandLinePolicy& policy) {
    if (!options.policies.empty()) {
        TRY(policy.get()); // a policy that was named must load, whether a line needs it or not
    }
    const PolicyLoader loader = [&policy] { return policy.get(); };
    if (options.requests == "-") {
        return answer_requests(environment, environment.input_fd(), loader);
    }
    const UniqueFd file{::open(options.requests.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY)};
    if (!file) {
        return Error::from_errno(fmt::format("open `{}`", options.requests));
    }
    return answer_requests(environment, file.get(), loader);
}

Attempt<ExitCode> simulate(Environment& environment, const SimulateOptions& options) {
    CommandLinePolicy policy{environment, options};
    if (!options.requests.empty()) {
        return answer_file(environment, options, policy);
    }
    const policy::PolicySet* set = TRY(policy.get());
    const policy::Decision decision = evaluate(*set, request_from(options.question));
    if (options.common.json) {
        print_json(environment, {{"decision", decision_name(decision.kind)},
                                 {"statements", statements_json(decision)}});
    } else {
        environment.out(decision_text(decision));
    }
    return decision.kind == policy::DecisionKind::allow ? ExitCode::done : ExitCode::denied;
}

} // namespace

Action declare_policy_simulate(CLI::App& app) {
    auto options = std::make_shared<SimulateOptions>();
    declare_json(app, options->common.json);
    declare_policy_paths(app, options->policies);
    auto* requests = app.add_option("--requests", options->requests,
                                    "a file with a request as JSON in each line; - is stdin")
                         ->check([](const std::string& text) {
                             return std::string{text.empty() ? "it is empty" : ""};
                         });
    declare_question(app, options->question);
    for (const char* name : question_options) {
        requests->excludes(name);
    }
    app.callback([&app, requests] {
        for (const char* name : required_question_options) {
            if (requests->count() == 0 && app.count(name) == 0) {
                throw CLI::RequiredError(name);
            }
        }
    });
    return make_action(std::move(options), simulate);
}

} // namespace mfa::tool
