#include "pam_module/login.hpp"

#include "engine/base/text.hpp"

#include <algorithm>
#include <pwd.h>
#include <security/pam_modutil.h>
#include <unistd.h>
#include <utility>

namespace mfa::pam {

namespace {

constexpr std::size_t methods_max = 16;
constexpr std::size_t method_length_max = 64;

bool is_method_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

bool is_method(std::string_view name) {
    return !name.empty() && name.size() <= method_length_max &&
           std::all_of(name.begin(), name.end(), is_method_character);
}

Result<std::string> calling_user(const Host& host) {
    const uid_t real = ::getuid();
    if (real == ::geteuid()) {
        return host.item(PAM_RUSER).value_or("");
    }
    const passwd* const entry = pam_modutil_getpwuid(host.handle(), real);
    if (entry == nullptr || entry->pw_name == nullptr) {
        return Error{ErrorKind::not_found, "look up the calling user",
                     "uid " + std::to_string(real) + " has no name"};
    }
    return std::string{entry->pw_name};
}

Result<Login> login_as(const Host& host, std::string user) {
    Login login;
    login.user = std::move(user);
    login.service = host.item(PAM_SERVICE).value_or("");
    login.tty = host.item(PAM_TTY).value_or("");
    login.remote_host = host.item(PAM_RHOST).value_or("");
    login.remote_user = TRY(calling_user(host));
    login.auth_methods =
        methods_in_auth_info(host.variable("SSH_AUTH_INFO_0").value_or(std::string{}));
    return login;
}

} // namespace

wire::Message Login::request(wire::MessageType type) const {
    wire::Message message{type};
    message.add(wire::Field::user, user).add(wire::Field::service, service);
    for (const auto& [field, value] :
         {std::pair{wire::Field::tty, &tty}, std::pair{wire::Field::remote_host, &remote_host},
          std::pair{wire::Field::remote_user, &remote_user}}) {
        if (!value->empty()) {
            message.add(field, *value);
        }
    }
    for (const std::string& method : auth_methods) {
        message.add(wire::Field::auth_method, method);
    }
    return message;
}

Result<Login> login_asking_for_user(const Host& host) {
    return login_as(host, TRY(host.user_or_ask()));
}

Result<Login> login_of_known_user(const Host& host) {
    auto user = host.item(PAM_USER);
    if (!user) {
        return Error{ErrorKind::internal, "read the user name", "the program has not set it"};
    }
    return login_as(host, std::move(*user));
}

std::vector<std::string> methods_in_auth_info(std::string_view auth_info) {
    std::vector<std::string> methods;
    for (const std::string_view line : split(auth_info, '\n')) {
        const std::string_view name = line.substr(0, line.find_first_of(" /"));
        if (is_method(name) && methods.size() < methods_max) {
            methods.emplace_back(name);
        }
    }
    return methods;
}

} // namespace mfa::pam
