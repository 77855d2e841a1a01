#include "engine/policy/request.hpp"

namespace mfa::policy {

void add_principal_keys(Request& request) {
    const Principal& principal = request.principal;
    Context& context = request.context;
    const auto is_new = [&](std::string_view key) { return !context.has(key); };
    if (principal.user && is_new("aws:username")) {
        context.set("aws:username", *principal.user);
    }
    if (principal.uid && is_new("aws:userid")) {
        context.set("aws:userid", std::to_string(*principal.uid));
    }
    if (principal.arn && is_new("aws:PrincipalArn")) {
        context.set("aws:PrincipalArn", *principal.arn);
    }
    if (principal.groups && is_new("host:Groups")) {
        context.set("host:Groups", *principal.groups);
    }
}

} // namespace mfa::policy
