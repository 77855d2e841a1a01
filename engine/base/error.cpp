#include "engine/base/error.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

namespace mfa {

Error::Error(ErrorKind kind, std::string operation, std::string detail, int sys_errno)
    : m_kind{kind}, m_sys_errno{sys_errno}, m_operation{std::move(operation)}, m_detail{std::move(
                                                                                   detail)} {}

Error Error::from_errno(std::string operation) {
    return from_errno(std::move(operation), errno);
}

Error Error::from_errno(std::string operation, int sys_errno) {
    return Error{ErrorKind::system, std::move(operation), {}, sys_errno};
}

std::string Error::message() const {
    std::string text = m_operation;
    const auto append = [&text](std::string_view part) {
        if (part.empty()) {
            return;
        }
        if (!text.empty()) {
            text += ": ";
        }
        text += part;
    };
    append(m_detail);
    if (m_sys_errno != 0) {
        const char* description = strerrordesc_np(m_sys_errno);
        append(description != nullptr ? description : "unknown error");
    }
    return text;
}

std::string_view error_kind_name(ErrorKind kind) {
    switch (kind) {
    case ErrorKind::system:
        return "system";
    case ErrorKind::not_found:
        return "not_found";
    case ErrorKind::unsafe_file:
        return "unsafe_file";
    case ErrorKind::corrupt:
        return "corrupt";
    case ErrorKind::invalid_input:
        return "invalid_input";
    case ErrorKind::invalid_config:
        return "invalid_config";
    case ErrorKind::protocol:
        return "protocol";
    case ErrorKind::timeout:
        return "timeout";
    case ErrorKind::crypto:
        return "crypto";
    case ErrorKind::internal:
        return "internal";
    }
    return "internal";
}

} // namespace mfa
