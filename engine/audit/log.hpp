#pragma once

#include "engine/audit/event.hpp"

namespace mfa::audit {

enum class Severity {
    info,     ///< as it should be: allowed, done
    notice,   ///< refused: denied, wrong code, throttled
    error,    ///< something is broken, and the request was denied for it
    critical, ///< an administrator must act
};

/// Where audit events go; a test puts its own in place.
class Log {
public:
    Log() = default;
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;
    virtual ~Log() = default;
    virtual void write(Severity severity, const Event& event) = 0;
};

/// syslog(3), facility authpriv. The connection is opened when this is created,
/// so that it works from inside the sandbox.
class SystemLog final : public Log {
public:
    /// `program`, the tag of its lines, must outlive it.
    explicit SystemLog(const char* program);
    ~SystemLog() override;
    void write(Severity severity, const Event& event) override;
};

} // namespace mfa::audit
