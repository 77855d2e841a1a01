#include "engine/authority/login.hpp"

#include <algorithm>

namespace mfa::authority {

namespace {

using wire::Field;
using wire::Message;

std::string text_of(const Message& request, Field field) {
    return std::string{request.text(field).value_or("")};
}

/// A service name stands in an ARN and in file-like paths of the policy: what PAM itself would not
/// open as /etc/pam.d/NAME is none.
bool is_service_name(std::string_view name) {
    return !name.empty() && name.size() <= 64 && std::none_of(name.begin(), name.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte <= 0x20 || byte == 0x7F || c == '/' || c == ':' || c == '*' || c == '?';
    });
}

/// Remote users (rsh) come with a remote host; su and sudo name the caller and no host but ours.
bool is_inner_door(const Circumstances& base, const std::string& calling_user,
                   const Settings& settings) {
    const std::string_view host = base.remote_host;
    return !calling_user.empty() &&
           (host.empty() || host == "localhost" || host.substr(0, host.find('.')) == settings.host);
}

} // namespace

/// What a caller without privilege is believed: the door alone. The rest of its circumstances would
/// be its own to choose, and the policy would be asked what suits it; so where it comes from is
/// what its session's record says, and what no record knows is not known.
Result<> Login::read_unprivileged(const std::string& user, const Services& services,
                                  const Caller& caller) {
    m_opens_session = false;
    m_principal = TRY(services.people.by_uid(caller.uid));
    m_forbidden = !m_principal || m_principal->name != user;
    if (!m_forbidden) {
        const auto record = TRY(services.sessions.find(caller.session, subject()));
        m_base.remote_host = record ? record->remote_host : "";
    }
    return {};
}

Result<Login> Login::read(const Message& request, const Services& services, const Caller& caller) {
    Login login;
    login.m_base.service = text_of(request, Field::service);
    const std::string user = text_of(request, Field::user);
    login.m_user_name = user;
    if (!is_service_name(login.m_base.service)) {
        return Error{ErrorKind::invalid_input, "read a PAM request", "bad service name"};
    }
    if (!caller.is_root()) {
        TRY(login.read_unprivileged(user, services, caller));
        return login;
    }
    login.m_base.tty = text_of(request, Field::tty);
    login.m_base.remote_host = text_of(request, Field::remote_host);
    for (const std::string_view method : request.texts(Field::auth_method)) {
        login.m_base.auth_methods.emplace_back(method);
    }
    const std::string calling_user = text_of(request, Field::remote_user);
    login.m_opens_session = !is_inner_door(login.m_base, calling_user, services.settings);
    login.m_principal = TRY(services.people.by_name(login.m_opens_session ? user : calling_user));
    if (!login.m_opens_session) {
        login.m_base.target_user = user;
    }
    return login;
}

Circumstances Login::circumstances(const MfaFact& mfa) const {
    Circumstances who = m_base;
    who.principal = principal();
    who.mfa = mfa;
    return who;
}

} // namespace mfa::authority
