#include "pam_module/host.hpp"

#include "engine/base/text.hpp"
#include "pam_module/c_string.hpp"

#include <security/pam_ext.h>
#include <utility>

namespace mfa::pam {

namespace {

const char* text_item(pam_handle_t* handle, int type) {
    const void* value = nullptr;
    return pam_get_item(handle, type, &value) == PAM_SUCCESS ? static_cast<const char*>(value)
                                                             : nullptr;
}

} // namespace

Result<std::string> Host::user_or_ask() const {
    const char* user = nullptr;
    const int code = pam_get_user(m_handle, &user, nullptr);
    if (code != PAM_SUCCESS || user == nullptr || *user == '\0') {
        return Error{ErrorKind::invalid_input, "ask for the user name", "no answer"};
    }
    return std::string{user};
}

std::optional<std::string> Host::item(int type) const {
    const char* const value = text_item(m_handle, type);
    if (value == nullptr || *value == '\0') {
        return std::nullopt;
    }
    return std::string{value};
}

std::optional<SecretBuffer> Host::password() const {
    const char* const value = text_item(m_handle, PAM_AUTHTOK);
    if (value == nullptr) {
        return std::nullopt;
    }
    return SecretBuffer::copy_of(std::string_view{value});
}

Result<> Host::set_password(const SecretBuffer& password) const {
    const auto terminated = TRY(c_string({password.view()}));
    const int code = pam_set_item(m_handle, PAM_AUTHTOK, terminated.bytes().data());
    if (code != PAM_SUCCESS) {
        return error("pass the password on", code);
    }
    return {};
}

std::optional<std::string> Host::variable(const char* name) const {
    const char* const value = pam_getenv(m_handle, name);
    if (value == nullptr) {
        return std::nullopt;
    }
    return std::string{value};
}

bool Host::is_ssh_server() const {
    // sshd sets this one itself, before any module runs (auth-pam.c, since OpenSSH 7.8).
    return pam_getenv(m_handle, "SSH_CONNECTION") != nullptr;
}

Error Host::error(std::string operation, int code) const {
    const char* const reason = pam_strerror(m_handle, code);
    return Error{ErrorKind::internal, std::move(operation), reason != nullptr ? reason : ""};
}

void Host::log(int priority, std::string_view text) const {
    pam_syslog(m_handle, priority, "%s", escape_controls(text).c_str());
}

} // namespace mfa::pam
