#include "engine/policy/source.hpp"

#include "engine/base/text.hpp"
#include "engine/policy/text_rules.hpp"

namespace mfa::policy {

Format format_for(std::string_view name, std::string_view text) {
    if (name.ends_with(".json")) {
        return Format::json;
    }
    if (name.ends_with(".yaml") || name.ends_with(".yml")) {
        return Format::yaml;
    }
    if (text.starts_with(byte_order_mark)) {
        text.remove_prefix(byte_order_mark.size());
    }
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    const bool is_object = first != std::string_view::npos && text[first] == '{';
    return is_object ? Format::json : Format::yaml;
}

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

} // namespace mfa::policy
