#include "engine/audit/log.hpp"

#include <syslog.h>

namespace mfa::audit {

namespace {

int priority(Severity severity) {
    switch (severity) {
    case Severity::info:
        return LOG_INFO;
    case Severity::notice:
        return LOG_NOTICE;
    case Severity::error:
        return LOG_ERR;
    case Severity::critical:
        return LOG_CRIT;
    }
    return LOG_CRIT;
}

} // namespace

SystemLog::SystemLog(const char* program) {
    ::openlog(program, LOG_PID | LOG_NDELAY, LOG_AUTHPRIV);
}

SystemLog::~SystemLog() {
    ::closelog();
}

void SystemLog::write(Severity severity, const Event& event) {
    ::syslog(priority(severity), "%s", event.line().c_str());
}

} // namespace mfa::audit
