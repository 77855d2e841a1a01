#include "engine/policy/explain/explain.hpp"
#include "mfa_tool/commands/policy_declarations.hpp"
#include "mfa_tool/commands/policy_explain_view.hpp"
#include "mfa_tool/commands/policy_files.hpp"
#include "mfa_tool/commands/policy_question.hpp"
#include "mfa_tool/options.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace mfa::tool {

namespace {

struct ExplainOptions {
    CommonOptions common;
    std::vector<std::string> policies;
    QuestionOptions question;
    bool all = false;
};

Attempt<ExitCode> explain(Environment& environment, const ExplainOptions& options) {
    const LoadedPolicy loaded = TRY(load_policy(environment, options.policies));
    const policy::Request request = request_from(options.question);
    const auto explanation = policy::explain::explain(loaded.sources, loaded.set, request);
    if (options.common.json) {
        print_json(environment, explanation_json(explanation));
    } else {
        environment.out(explanation_text(explanation, request,
                                         options.all ? ShownStatements::all
                                                     : ShownStatements::about_the_action));
    }
    return explanation.decision.kind == policy::DecisionKind::allow ? ExitCode::done
                                                                    : ExitCode::denied;
}

} // namespace

Action declare_policy_explain(CLI::App& app) {
    auto options = std::make_shared<ExplainOptions>();
    declare_json(app, options->common.json);
    declare_policy_paths(app, options->policies);
    declare_question(app, options->question);
    for (const char* name : required_question_options) {
        app.get_option(name)->required();
    }
    app.add_flag("--all", options->all, "show the statements that are not about the action, too");
    return make_action(std::move(options), explain);
}

} // namespace mfa::tool
