// What examples are made of: the things that happen on a host, where they fit.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace mfa::policy::compare {

std::span<const std::string_view> usual_actions();
std::span<const std::string_view> usual_resources();

/// `iam` of `iam:GetUser`, in lower case.
std::string service_of_action(std::string_view action);
/// `iam` of `arn:aws:iam::…`; empty for what is no ARN.
std::string service_of_resource(std::string_view resource);

/// A resource that the pattern covers, with something plain for its wildcards.
std::string resource_sample(const std::string& pattern);

/// Whether a resource is what such an action is asked about on a host.
bool is_usual_pair(std::string_view action, std::string_view resource);

} // namespace mfa::policy::compare
