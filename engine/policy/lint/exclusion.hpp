// Two conditions on one key that no value meets both, judged by what they are written with: for
// those whose values cannot be listed.
#pragma once

#include "engine/policy/lint/subject.hpp"

namespace mfa::policy::lint {

/// Whether no request meets both, which are on the same key. Never wrongly true; conditions with a
/// set qualifier, negated ones and numbers are not judged.
bool exclude_each_other(const ConditionView& left, const ConditionView& right);

} // namespace mfa::policy::lint
