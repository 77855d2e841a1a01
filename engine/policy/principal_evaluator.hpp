#pragma once

#include "engine/policy/model.hpp"
#include "engine/policy/request.hpp"

namespace mfa::policy {

/// Whether a statement with that Principal or NotPrincipal is about whoever asks.
///
/// An account under Principal stands for everybody in it. Under NotPrincipal of a Deny it does not:
/// as in AWS, the Deny spares only those whom the list names, and an account in the list is no name
/// of its users
/// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html).
/// Under NotPrincipal of an Allow it does, so that whichever way it is read, less is allowed.
bool is_about(const PrincipalScope& scope, Effect effect, const Principal& principal);

} // namespace mfa::policy
