#include "mfa_tool/commands/policy_question.hpp"

#include <CLI/CLI.hpp>

namespace mfa::tool {

namespace {

constexpr std::string_view mfa_key = "aws:MultiFactorAuthPresent";

// CLI11 takes a validator's answer as the error text; an empty one is good.
std::string check_context(const std::string& text) {
    const std::size_t sign = text.find('=');
    return sign != std::string::npos && sign > 0 ? "" : "context is given as KEY=VALUE";
}

std::string check_not_empty(const std::string& text) {
    return text.empty() ? "it is empty" : "";
}

} // namespace

std::string check_action(const std::string& text) {
    const std::size_t colon = text.find(':');
    const bool is_good = colon != std::string::npos && colon > 0 && colon + 1 < text.size();
    return is_good ? "" : "an action is `service:Name`";
}

void declare_question(CLI::App& app, QuestionOptions& options) {
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

policy::Request request_from(const QuestionOptions& options) {
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

} // namespace mfa::tool
