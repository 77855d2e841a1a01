#include "pam_module/ticket.hpp"

#include "pam_module/boundary.hpp"
#include "pam_module/c_string.hpp"

#include <memory>

namespace mfa::pam {

namespace {

constexpr const char* variable_name = "MFA_LOGIN_TICKET";
constexpr const char* data_name = "mfa_login_ticket";

extern "C" void free_ticket(pam_handle_t* /*handle*/, void* data, int /*status*/) {
    static_cast<void>(at_boundary(0, [data] {
        const std::unique_ptr<SecretBuffer> owned{static_cast<SecretBuffer*>(data)};
        return 0;
    }));
}

Result<> put_into_environment(const Host& host, const SecretBuffer& ticket) {
    const auto assignment = TRY(c_string({variable_name, "=", ticket.view()}));
    const int code = pam_putenv(host.handle(), assignment.view().data());
    if (code != PAM_SUCCESS) {
        return host.error("keep the login ticket", code);
    }
    return {};
}

} // namespace

Result<> keep_ticket(const Host& host, const SecretBuffer& ticket) {
    auto owned = std::make_unique<SecretBuffer>(ticket.clone());
    const int code = pam_set_data(host.handle(), data_name, owned.get(), free_ticket);
    if (code != PAM_SUCCESS) {
        return host.error("keep the login ticket", code);
    }
    static_cast<void>(owned.release()); // libpam calls free_ticket
    if (host.is_ssh_server()) {
        TRY(put_into_environment(host, ticket));
    }
    return {};
}

std::optional<SecretBuffer> kept_ticket(const Host& host) {
    const void* data = nullptr;
    if (pam_get_data(host.handle(), data_name, &data) == PAM_SUCCESS && data != nullptr) {
        return static_cast<const SecretBuffer*>(data)->clone();
    }
    const char* const value = pam_getenv(host.handle(), variable_name);
    if (value == nullptr) {
        return std::nullopt;
    }
    return SecretBuffer::copy_of(std::string_view{value});
}

void forget_ticket(const Host& host) {
    static_cast<void>(pam_set_data(host.handle(), data_name, nullptr, nullptr));
    // Without a value this removes the variable; that it was not there is no failure.
    if (pam_getenv(host.handle(), variable_name) != nullptr) {
        static_cast<void>(pam_putenv(host.handle(), variable_name));
    }
}

} // namespace mfa::pam
