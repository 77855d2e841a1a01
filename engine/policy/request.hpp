#pragma once

#include "engine/policy/context.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mfa::policy {

/// Who asks, for Principal elements. What is not given matches no Principal that names it.
struct Principal {
    std::optional<std::string> user;                ///< login name
    std::optional<std::uint32_t> uid;               ///< as uid_t
    std::optional<std::vector<std::string>> groups; ///< by name
    std::optional<std::string> arn;                 ///< `arn:aws:iam::ACCOUNT:user/USER`
};

struct Request {
    Principal principal;
    std::string action;
    std::string resource;
    Context context;
};

/// Puts into the context what the principal says and the context does not say yet: aws:username,
/// aws:userid, aws:PrincipalArn, host:Groups. evaluate() does not do it by itself.
void add_principal_keys(Request& request);

} // namespace mfa::policy
