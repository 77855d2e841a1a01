// Files of cases: requests with the decisions that somebody expects. docs/policy-testing.md is the
// format's description.
#pragma once

#include "engine/policy/evaluate.hpp"
#include "engine/policy/request.hpp"
#include "engine/policy/source.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mfa::policy::cases {

enum class Expectation {
    allow,
    deny, ///< either of the two
    explicit_deny,
    implicit_deny,
};

/// `Allow`, `Deny`, `ExplicitDeny` or `ImplicitDeny`.
std::string_view expectation_name(Expectation expectation);

struct Case {
    std::string name; ///< unique in its file
    std::string file;
    Position position;
    Request request;
    Expectation expectation = Expectation::deny;
    std::string sid; ///< of a statement that must be among those that decide; may be empty
};

/// The cases of one file; none where anything is wrong with it. What is wrong goes to `findings`,
/// all of it at once, up to `findings_max`.
std::vector<Case> parse_cases(const Source& source, std::vector<Finding>& findings);

} // namespace mfa::policy::cases
