#include "pam_module/forwarding.hpp"

#include "engine/sshd/forwarding.hpp"

#include <syslog.h>
#include <unistd.h>

namespace mfa::pam {

namespace {

constexpr const char* first_words = "A session without a second factor needs sshd's forwarding to "
                                    "be off here, ";

Result<std::vector<std::string>> forwardings(const Host& host, const Login& login) {
    const auto connection = TRY(sshd::read_connection(host.variable("SSH_CONNECTION").value_or(""),
                                                      login.user, login.remote_host));
    return sshd::forwardings_of(::getpid(), connection);
}

std::string joined(const std::vector<std::string>& settings) {
    std::string list;
    for (const std::string& setting : settings) {
        list += (list.empty() ? "" : ", ") + setting;
    }
    return list;
}

} // namespace

std::optional<std::string> refused_for_forwarding(const Host& host, const Login& login) {
    if (!host.is_ssh_server()) {
        return std::nullopt;
    }
    const auto open = forwardings(host, login);
    if (!open) {
        host.log(LOG_ERR, "sshd's forwarding: " + open.error().message());
        return std::string{first_words} +
               (open.error().kind() == ErrorKind::invalid_config
                    ? "and its configuration was changed since it has started, or cannot be read "
                      "from outside: ask an administrator to restart sshd."
                    : "and whether it is cannot be found out: ask an administrator to look at the "
                      "log.");
    }
    if (open->empty()) {
        return std::nullopt;
    }
    host.log(LOG_NOTICE, "no session limited by Landlock for " + login.user +
                             ": sshd forwards: " + joined(*open));
    return std::string{first_words} + "and it is on (" + joined(*open) +
           "): log in with your code, or ask an administrator.";
}

} // namespace mfa::pam
