// Values for made-up requests, taken from what a policy says.
#pragma once

#include "engine/policy/lint/subject.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mfa::policy::lint {

/// The wildcards of a pattern filled in; empty where the text has a variable.
std::string sample_text(std::string_view pattern);

/// What a resource pattern names outright; empty where it does not.
struct ArnSample {
    std::string account; ///< 12 digits
    std::string host;
    std::string service; ///< wildcards filled in
};
ArnSample sample_arn(std::string_view pattern);

struct PrincipalSample {
    std::string account;
    std::string user;
};
/// Of a text below Principal, or of an ARN.
PrincipalSample sample_principal(std::string_view text);

/// Values that meet the condition, and such that do not: at each bound and beside it. None that
/// depends on a variable.
std::vector<std::string> samples_of(const ConditionView& condition);

struct UsualValue {
    std::string_view key;
    std::string_view value;
};
/// What keys hold when an unremarkable user comes from outside. Those that are not here are
/// missing.
std::span<const UsualValue> usual_values();
/// Of one key, in any case.
std::optional<std::string> usual_value_of(std::string_view key);

} // namespace mfa::policy::lint
