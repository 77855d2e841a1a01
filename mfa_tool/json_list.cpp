#include "mfa_tool/json_list.hpp"

#include "mfa_tool/report.hpp"

#include <nlohmann/json.hpp>

namespace mfa::tool {

void JsonList::begin() {
    m_environment.out("{" + json_string(m_name) + ":[");
    m_has_begun = true;
}

void JsonList::add(const nlohmann::ordered_json& element) {
    if (m_has_begun) {
        m_environment.out(",");
    } else {
        begin();
    }
    m_environment.out(json_text(element));
}

void JsonList::end(const nlohmann::ordered_json& further) {
    if (!m_has_begun) {
        begin();
    }
    std::string text = "]";
    for (const auto& [key, value] : further.items()) {
        text.append(",").append(json_string(key)).append(":").append(json_text(value));
    }
    m_environment.out(text + "}\n");
}

ExitCode JsonList::end_early(const Failure& failure) {
    if (!m_has_begun) {
        return fail(m_environment, OutputForm::json, failure);
    }
    end({{"error", {{"code", failure.code}, {"message", failure.message}}}});
    return failure.exit;
}

} // namespace mfa::tool
