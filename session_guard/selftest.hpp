#pragma once

#include "engine/base/result.hpp"

#include <functional>
#include <string>

namespace mfa::session_guard {

/// Opens a limited session of its own, tries what must fail there and what must work, lifts the
/// limits, tries again, and forgets the session. Tells each result as it comes. True when all were
/// right.
///
/// Takes root, a loaded guard, and CAP_AUDIT_CONTROL for the session's number (pam_loginuid(8)).
Result<bool> selftest(const std::function<void(bool right, const std::string& what)>& tell);

} // namespace mfa::session_guard
