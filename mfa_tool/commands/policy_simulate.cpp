#include "engine/base/unique_fd.hpp"
#include "engine/policy/policy.hpp"
#include "mfa_tool/commands/policy_batch.hpp"
#include "mfa_tool/commands/policy_declarations.hpp"
#include "mfa_tool/commands/policy_files.hpp"
#include "mfa_tool/commands/policy_view.hpp"
#include "mfa_tool/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mfa::tool {

namespace {

struct SimulateOptions {
    CommonOptions common;
    std::vector<std::string> policies;
    std::string requests; ///< empty: one request, from the options below
    std::string user;
    std::optional<std::uint32_t> uid;
    std::vector<std::string> groups;
    std::string arn;
    std::string action;
    std::string resource;
    std::string mfa = "missing";
    std::vector<std::string> context; ///< KEY=VALUE; a key that comes again has many values
};

constexpr std::string_view mfa_key = "aws:MultiFactorAuthPresent";

policy::Request request_from(const SimulateOptions& options) {
    policy::Request request;
    request.action = options.action;
    request.resource = options.resource;
    request.principal.user = options.user;
    request.principal.uid = options.uid;
    if (!options.groups.empty()) {
        request.principal.groups = options.groups;
    }
    if (!options.arn.empty()) {
        request.principal.arn = options.arn;
    }
    for (const std::string& entry : options.context) {
        const std::size_t sign = entry.find('=');
        const std::string key = entry.substr(0, sign);
        const auto* known = request.context.find(key);
        auto values = known == nullptr ? std::vector<std::string>{} : *known;
        values.push_back(entry.substr(sign + 1));
        request.context.set(key, std::move(values));
    }
    if (options.mfa != "missing" && !request.context.has(mfa_key)) {
        request.context.set(mfa_key, options.mfa);
    }
    add_principal_keys(request);
    return request;
}

/// The policy of the command line, loaded once. Its errors go to stderr, a line each.
class CommandLinePolicy {
public:
    CommandLinePolicy(Environment& environment, const SimulateOptions& options)
        : m_environment{environment}, m_options{options} {}

    Attempt<const policy::PolicySet*> get() {
        if (!m_set) {
            const std::vector<std::string> fallback{std::string{default_policy_path}};
            const auto& paths = m_options.policies.empty() ? fallback : m_options.policies;
            policy::LoadResult loaded = policy::load(TRY(read_policy(paths)));
            if (!loaded.set) {
                m_environment.err(render_findings(loaded.findings));
                return Failure{ExitCode::failed, "invalid-policy", "the policy does not load"};
            }
            m_set = std::move(loaded.set);
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
    const policy::Decision decision = evaluate(*set, request_from(options));
    if (options.common.json) {
        print_json(environment, {{"decision", decision_name(decision.kind)},
                                 {"statements", statements_json(decision)}});
    } else {
        environment.out(decision_text(decision));
    }
    return decision.kind == policy::DecisionKind::allow ? ExitCode::done : ExitCode::denied;
}

// CLI11 takes a validator's answer as the error text; an empty one is good.
std::string check_action(const std::string& text) {
    const std::size_t colon = text.find(':');
    const bool is_good = colon != std::string::npos && colon > 0 && colon + 1 < text.size();
    return is_good ? "" : "an action is `service:Name`";
}

std::string check_context(const std::string& text) {
    const std::size_t sign = text.find('=');
    return sign != std::string::npos && sign > 0 ? "" : "context is given as KEY=VALUE";
}

std::string check_not_empty(const std::string& text) {
    return text.empty() ? "it is empty" : "";
}

void declare_one_request(CLI::App& app, SimulateOptions& options) {
    app.add_option("--as", options.user, "login name of whoever asks")->check(check_not_empty);
    app.add_option("--uid", options.uid, "that user's uid");
    app.add_option("--group", options.groups, "a group of that user; may come again")
        ->allow_extra_args(false);
    app.add_option("--arn", options.arn, "that user's ARN, for statements with a Principal");
    app.add_option("--action", options.action, "what is asked, such as iam:GetUser")
        ->check(check_action);
    app.add_option("--resource", options.resource, "about what: an ARN or *")
        ->check(check_not_empty);
    app.add_option("--mfa", options.mfa, "whether the session has shown a factor")
        ->check(CLI::IsMember({"true", "false", "missing"}));
    app.add_option("--context", options.context,
                   "KEY=VALUE that the request has; a key that comes again has several values")
        ->allow_extra_args(false)
        ->check(check_context);
}

constexpr std::array request_options{"--as",     "--uid",      "--group", "--arn",
                                     "--action", "--resource", "--mfa",   "--context"};

} // namespace

Action declare_policy_simulate(CLI::App& app) {
    auto options = std::make_shared<SimulateOptions>();
    declare_json(app, options->common.json);
    app.add_option("--policy", options->policies,
                   fmt::format("a policy file, or a folder of them; may come again (default {})",
                               default_policy_path))
        ->allow_extra_args(false);
    auto* requests = app.add_option("--requests", options->requests,
                                    "a file with a request as JSON in each line; - is stdin")
                         ->check(check_not_empty);
    declare_one_request(app, *options);
    for (const char* name : request_options) {
        requests->excludes(name);
    }
    app.callback([&app, requests] {
        for (const char* name : {"--as", "--action", "--resource"}) {
            if (requests->count() == 0 && app.count(name) == 0) {
                throw CLI::RequiredError(name);
            }
        }
    });
    return make_action(std::move(options), simulate);
}

} // namespace mfa::tool
