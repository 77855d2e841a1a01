#include "engine/policy/lint/finding.hpp"

#include "engine/base/text.hpp"

namespace mfa::policy::lint {

std::string_view severity_name(Severity severity) {
    switch (severity) {
    case Severity::error:
        return "error";
    case Severity::warning:
        return "warning";
    case Severity::suggestion:
        return "suggestion";
    }
    return "error";
}

std::string render(const Finding& finding) {
    return escape_controls(finding.file) + ":" + std::to_string(finding.line) + ":" +
           std::to_string(finding.column) + ": " + std::string{severity_name(finding.severity)} +
           ": " + finding.message + " [" + finding.code + "]";
}

} // namespace mfa::policy::lint
