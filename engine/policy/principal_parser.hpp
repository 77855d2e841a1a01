#pragma once

#include "engine/policy/document.hpp"
#include "engine/policy/element_reader.hpp"
#include "engine/policy/model.hpp"

namespace mfa::policy {

/// The value of Principal or NotPrincipal: `"*"`, or a map from the kind of principal to names.
/// The caller sets the sense.
PrincipalScope parse_principals(const Member& member, ElementReader& reader);

} // namespace mfa::policy
