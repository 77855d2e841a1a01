#pragma once

#include "engine/base/result.hpp"
#include "engine/base/secret_buffer.hpp"

#include <optional>
#include <security/pam_modules.h>
#include <string>
#include <string_view>

namespace mfa::pam {

/// The PAM transaction of the program that loaded the module: its items, its environment, its log.
class Host {
public:
    explicit Host(pam_handle_t* handle) : m_handle{handle} {}

    [[nodiscard]] pam_handle_t* handle() const { return m_handle; }

    /// PAM_USER; asks the conversation for it where the program has not set it. invalid_input when
    /// nobody answers.
    [[nodiscard]] Result<std::string> user_or_ask() const;

    /// A text item such as PAM_TTY; nothing when unset or empty.
    [[nodiscard]] std::optional<std::string> item(int type) const;
    /// PAM_AUTHTOK: the password that an earlier module asked for.
    [[nodiscard]] std::optional<SecretBuffer> password() const;
    [[nodiscard]] Result<> set_password(const SecretBuffer& password) const;

    /// A variable of the PAM environment; nothing when unset.
    [[nodiscard]] std::optional<std::string> variable(const char* name) const;

    /// Whether this is OpenSSH's server. It runs auth and account in a child that dies: of what is
    /// kept there only PAM environment strings reach the session. It also shows a text only
    /// together with the prompt that follows.
    [[nodiscard]] bool is_ssh_server() const;

    /// An Error from a code that a function of libpam returned.
    [[nodiscard]] Error error(std::string operation, int code) const;

    /// One line to syslog (authpriv), made safe; `priority` as in syslog(3).
    void log(int priority, std::string_view text) const;

private:
    pam_handle_t* m_handle;
};

} // namespace mfa::pam
