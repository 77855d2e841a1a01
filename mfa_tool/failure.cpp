#include "mfa_tool/failure.hpp"

namespace mfa::tool {

Failure unavailable(const Error& error) {
    return {ExitCode::unavailable, "unavailable",
            "the MFA helper cannot be used: " + error.message()};
}

Failure invalid_input(std::string message) {
    return {ExitCode::failed, "invalid_input", std::move(message)};
}

Failure failure_from(const Error& error) {
    switch (error.kind()) {
    case ErrorKind::protocol:
    case ErrorKind::timeout:
        return unavailable(error);
    case ErrorKind::invalid_input:
        return invalid_input(error.message());
    case ErrorKind::not_found:
        return {ExitCode::failed, "not_found", error.message()};
    case ErrorKind::system:
    case ErrorKind::unsafe_file:
    case ErrorKind::corrupt:
    case ErrorKind::invalid_config:
    case ErrorKind::crypto:
    case ErrorKind::internal:
        break;
    }
    return {ExitCode::failed, "failed", error.message()};
}

} // namespace mfa::tool
