#include "mfa_tool/commands/policy_view.hpp"

#include "engine/base/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mfa::tool {

nlohmann::ordered_json statements_json(const policy::Decision& decision) {
    auto statements = nlohmann::ordered_json::array();
    for (const policy::StatementRef& statement : decision.statements) {
        statements.push_back({{"effect", effect_name(statement.effect)},
                              {"sid", statement.sid},
                              {"file", statement.file},
                              {"line", statement.line}});
    }
    return statements;
}

std::string decision_text(const policy::Decision& decision) {
    std::string text = fmt::format("{}\n", decision_name(decision.kind));
    for (const policy::StatementRef& statement : decision.statements) {
        text += fmt::format("{}:{}{}{}\n", escape_controls(statement.file), statement.line,
                            statement.sid.empty() ? "" : " ", statement.sid);
    }
    return text;
}

} // namespace mfa::tool
