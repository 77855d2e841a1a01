// Which sessions the guard need not know any more.
#pragma once

#include "engine/base/process.hpp"
#include "engine/guard/guard.hpp"

namespace mfa::guard {

/// Forgets the sessions that nobody is in any more: also those whose end nobody told, since sshd
/// was killed. Where `carried` does not name all that are carried, only closed ones: the others may
/// be open. It is called where there is anything to forget, after the sessions were looked at, so
/// that one which begins meanwhile is none of them.
Result<> reap(Guard& guard, const std::function<Result<AuditSessions>()>& carried = audit_sessions);

} // namespace mfa::guard
