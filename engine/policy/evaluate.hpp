#pragma once

#include "engine/policy/model.hpp"
#include "engine/policy/request.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mfa::policy {

enum class DecisionKind { allow, explicit_deny, implicit_deny };

/// `Allow`, `ExplicitDeny` or `ImplicitDeny`.
std::string_view decision_name(DecisionKind kind);

struct StatementRef {
    Effect effect;
    std::string sid; ///< may be empty
    std::string file;
    int line;
};

struct Decision {
    DecisionKind kind = DecisionKind::implicit_deny;
    /// Those that decided, in the order of the documents: every Deny that applied, or else every
    /// Allow; none for an implicit deny.
    std::vector<StatementRef> statements;
};

/// Deny if any Deny applies, else Allow if any Allow applies, else deny. A statement that cannot be
/// evaluated (without memory, say) denies if it is a Deny and does not allow otherwise.
Decision evaluate(const PolicySet& set, const Request& request);

/// What evaluate() decides, found sooner as it is said without reasons.
DecisionKind decision_kind(const PolicySet& set, const Request& request);

/// Every statement, by its place in the set, that has its effect on the request, whether it decides
/// or not.
std::vector<std::size_t> applying_statements(const PolicySet& set, const Request& request);

} // namespace mfa::policy
