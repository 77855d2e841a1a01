// The values of a model as text.
#pragma once

#include "engine/policy/model.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mfa::test {

/// Which of the two versions the text is for: the older knows no escapes.
using Variables = policy::TemplateRules::Variables;
using Wildcards = policy::TemplateRules::Wildcards;

std::string template_text(const policy::Template& value, Wildcards wildcards, Variables variables);

/// Each value of a condition.
std::vector<std::string> value_texts(const policy::Condition& condition, Variables variables);

/// As it stands in a JSON document, quotes included.
std::string json_string(std::string_view text);
std::string json_list(const std::vector<std::string>& texts);

} // namespace mfa::test
