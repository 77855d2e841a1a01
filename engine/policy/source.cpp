#include "engine/policy/source.hpp"

#include "engine/base/text.hpp"

namespace mfa::policy {

Format format_for(std::string_view name, std::string_view text) {
    if (name.ends_with(".json")) {
        return Format::json;
    }
    if (name.ends_with(".yaml") || name.ends_with(".yml")) {
        return Format::yaml;
    }
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    const bool is_object = first != std::string_view::npos && text[first] == '{';
    return is_object ? Format::json : Format::yaml;
}

std::string render(const Finding& finding) {
    return escape_controls(finding.file) + ":" + std::to_string(finding.line) + ":" +
           std::to_string(finding.column) + ": error: " + finding.message + " [" + finding.code +
           "]";
}

} // namespace mfa::policy
