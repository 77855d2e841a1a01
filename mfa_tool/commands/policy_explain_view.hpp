#pragma once

#include "engine/policy/explain/explain.hpp"

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace mfa::tool {

/// Which statements are shown.
enum class ShownStatements {
    about_the_action, ///< the others are counted
    all,
};

/// The tree for people.
std::string explanation_text(const policy::explain::Explanation& explanation,
                             const policy::Request& request, ShownStatements shown);

/// `{"decision", "statements": [{…, "elements": […]}]}`; always all statements.
nlohmann::ordered_json explanation_json(const policy::explain::Explanation& explanation);

} // namespace mfa::tool
