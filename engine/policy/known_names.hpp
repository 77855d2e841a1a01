// What requests on a host can hold: the actions, context keys and PAM services that this product
// asks about. evaluate() knows no such list; tools use it to tell a typing error from a name.
#pragma once

#include <span>
#include <string_view>

namespace mfa::policy {

/// `iam:GetUser`, …: every action that some program of the product asks about.
std::span<const std::string_view> known_actions();

/// What an action is asked about, as a resource pattern; `*` for what is no known action. The name
/// ignores case.
std::string_view resource_of_action(std::string_view action);

struct KnownResource {
    std::string_view kind;    ///< what the last part of the ARN begins with, such as `mfa`
    std::string_view pattern; ///< all of that kind
};

/// Everything beside `*` that an action is asked about.
std::span<const KnownResource> known_resources();

/// `aws:username`, …: every key that a request may carry.
std::span<const std::string_view> known_context_keys();

/// Whether requests may carry several values of that key. The name ignores case.
bool is_many_valued(std::string_view key);

/// PAM services that systems commonly have (file names of /etc/pam.d).
std::span<const std::string_view> known_services();

} // namespace mfa::policy
