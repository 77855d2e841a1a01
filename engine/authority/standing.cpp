#include "engine/authority/standing.hpp"

#include "engine/authority/replies.hpp"

namespace mfa::authority {

bool can_be_shut_out(uid_t uid) {
    return uid != 0;
}

bool is_shut_out(const device::Account& account) {
    return can_be_shut_out(account.owner().uid) && account.is_disabled();
}

Result<bool> is_shut_out(const Services& services, const device::Owner& owner) {
    if (!can_be_shut_out(owner.uid)) {
        return false;
    }
    return is_shut_out(TRY(device::Account::look(services.store, services.sealer, owner)));
}

std::optional<wire::Message> refused_for_standing(const Services& services,
                                                  const device::Account& account) {
    if (!is_shut_out(account)) {
        return std::nullopt;
    }
    log_shut_out(services, account.owner().user, "mfa_tool", "");
    return reply_forbidden(shut_out_sentence);
}

void log_shut_out(const Services& services, std::string_view user, std::string_view service,
                  std::string_view remote_host) {
    services.log.write(audit::Severity::notice, audit::Event{"user_disabled"}
                                                    .with("user", user)
                                                    .with("service", service)
                                                    .with("rhost", remote_host));
}

} // namespace mfa::authority
