// The one error type. A deny is a value, never an Error; an Error always ends in a denial.
#pragma once

#include <string>
#include <string_view>

namespace mfa {

/// What went wrong, as a closed set: every switch over it is without default.
enum class ErrorKind {
    system,         ///< a system call failed; `sys_errno` says how
    not_found,      ///< the named thing does not exist (never used for "could not look")
    unsafe_file,    ///< owner, mode, type or link count of a file is not what it must be
    corrupt,        ///< stored data is torn, forged, of another user or another host
    invalid_input,  ///< the caller's input breaks a documented rule
    invalid_config, ///< settings or policy cannot be used
    protocol,       ///< the other side of the wire answered nonsense
    timeout,        ///< the other side of the wire did not answer in time
    crypto,         ///< a primitive failed; nothing was decrypted or compared
    internal,       ///< an invariant did not hold
};

/// A failed operation. `operation` names what was tried ("open `/etc/mfa/host.key`"), `detail` says
/// more where errno does not. Neither ever holds a secret.
class Error {
public:
    Error(ErrorKind kind, std::string operation, std::string detail = {}, int sys_errno = 0);

    /// An Error of kind system from the current errno.
    static Error from_errno(std::string operation);
    static Error from_errno(std::string operation, int sys_errno);

    [[nodiscard]] ErrorKind kind() const { return m_kind; }
    [[nodiscard]] int sys_errno() const { return m_sys_errno; }
    [[nodiscard]] const std::string& operation() const { return m_operation; }
    [[nodiscard]] const std::string& detail() const { return m_detail; }

    /// The one rendering: `operation: detail: strerror`, lower case, no full stop.
    [[nodiscard]] std::string message() const;

private:
    ErrorKind m_kind;
    int m_sys_errno;
    std::string m_operation;
    std::string m_detail;
};

/// The kind's name as it stands in logs ("unsafe_file").
std::string_view error_kind_name(ErrorKind kind);

} // namespace mfa
