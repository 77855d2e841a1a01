#include "engine/policy/principal_evaluator.hpp"

#include "engine/base/text.hpp"

#include <algorithm>

namespace mfa::policy {

namespace {

enum class Accounts {
    everybody_in_them,
    root_alone,
};

bool contains(const std::vector<std::string>& list, std::string_view text) {
    return std::find(list.begin(), list.end(), text) != list.end();
}

bool is_in_account(const PrincipalScope& scope, const std::string& arn, Accounts accounts) {
    const auto parts = split(arn, ':');
    return parts.size() >= arn_components && contains(scope.accounts, parts[4]) &&
           (accounts == Accounts::everybody_in_them || parts[5] == "root");
}

bool names(const PrincipalScope& scope, const Principal& principal, Accounts accounts) {
    if (scope.has_everybody) {
        return true;
    }
    if (principal.user && contains(scope.users, *principal.user)) {
        return true;
    }
    const auto is_named = [&](const std::string& group) { return contains(scope.groups, group); };
    if (principal.groups &&
        std::any_of(principal.groups->begin(), principal.groups->end(), is_named)) {
        return true;
    }
    return principal.arn &&
           (contains(scope.arns, *principal.arn) || is_in_account(scope, *principal.arn, accounts));
}

} // namespace

bool is_about(const PrincipalScope& scope, Effect effect, const Principal& principal) {
    if (scope.sense == Sense::included) {
        return names(scope, principal, Accounts::everybody_in_them);
    }
    const Accounts accounts =
        effect == Effect::deny ? Accounts::root_alone : Accounts::everybody_in_them;
    return !names(scope, principal, accounts);
}

} // namespace mfa::policy
