// One login as PAM tells it: who asks, through which door, and what is known of a factor.
#pragma once

#include "engine/authority/authorizer.hpp"
#include "engine/authority/services.hpp"
#include "engine/wire/message.hpp"

#include <optional>
#include <string>

namespace mfa::authority {

class Login {
public:
    /// Reads who is logging in from a PAM request. A caller who is not root is about himself only
    /// (anything else is forbidden()), and names the service and nothing else. Fails only when
    /// users or sessions cannot be looked up at all.
    static Result<Login> read(const wire::Message& request, const Services& services,
                              const Caller& caller);

    /// A caller without privilege named somebody else.
    [[nodiscard]] bool forbidden() const { return m_forbidden; }
    /// The login name is of nobody. Treated like a wrong code, never told.
    [[nodiscard]] bool unknown() const { return !m_principal.has_value(); }
    /// The login name as it was given, also of nobody.
    [[nodiscard]] const std::string& user_name() const { return m_user_name; }
    /// The principal: who logs in; for su and sudo the person who calls. Not when unknown().
    [[nodiscard]] const Person& principal() const { return *m_principal; }
    [[nodiscard]] device::Owner owner() const { return {principal().name, principal().uid}; }
    [[nodiscard]] session::Subject subject() const { return {principal().name, principal().uid}; }

    /// Whether a new session begins here (sshd, login). su, sudo and screen lockers are doors
    /// inside a session that there is already, and whose factor counts.
    [[nodiscard]] bool opens_session() const { return m_opens_session; }

    [[nodiscard]] const std::string& service() const { return m_base.service; }
    [[nodiscard]] const std::string& remote_host() const { return m_base.remote_host; }

    /// A ticket of this login that says of no factor.
    [[nodiscard]] session::Ticket ticket() const {
        return {subject(), service(), remote_host(), {}, false};
    }

    /// What the policy is asked with, given what is known of a factor.
    [[nodiscard]] Circumstances circumstances(const MfaFact& mfa) const;

private:
    Result<> read_unprivileged(const std::string& user, const Services& services,
                               const Caller& caller);

    Circumstances m_base;
    std::string m_user_name;
    std::optional<Person> m_principal;
    bool m_forbidden = false;
    bool m_opens_session = true;
};

} // namespace mfa::authority
