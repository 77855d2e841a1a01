#include "pam_module/transaction.hpp"

#include "engine/base/text.hpp"
#include "pam_module/answer.hpp"
#include "pam_module/ticket.hpp"

#include <syslog.h>

namespace mfa::pam {

Result<wire::HelperProcess> Transaction::start_helper() const {
    return wire::HelperProcess::start(MFA_HELPER_PATH);
}

Result<wire::Message> Transaction::exchange(wire::HelperProcess& helper,
                                            const wire::Message& request,
                                            const wire::HelperProcess::TakeItem& take) const {
    auto reply = TRY(take ? helper.exchange(request, take) : helper.exchange(request));
    const auto outcome = TRY(outcome_of(reply));
    debug("request " + std::to_string(static_cast<int>(request.type())) + ": outcome " +
          std::to_string(static_cast<int>(outcome)) + ", verdict " +
          std::to_string(reply.number(wire::Field::verdict).value_or(0)) + " " +
          std::string{reply.text(wire::Field::error_code).value_or("")});
    const auto notice = reply.text(wire::Field::notice);
    if (notice) {
        // A line that cannot be shown changes nothing about the answer.
        static_cast<void>(m_conversation.inform(escape_controls(*notice)));
    }
    return reply;
}

Result<> Transaction::keep_ticket_of(const wire::Message& reply) const {
    const auto ticket = reply.secret(wire::Field::ticket);
    if (ticket) {
        TRY(keep_ticket(m_host, *ticket));
    }
    return {};
}

void Transaction::explain(const Ruling& ruling) const {
    if (ruling.text.empty()) {
        return;
    }
    if (ruling.pam_code == PAM_SUCCESS || ruling.pam_code == PAM_IGNORE) {
        static_cast<void>(m_conversation.inform(ruling.text));
        return;
    }
    debug("refused: " + ruling.text);
    static_cast<void>(m_conversation.complain(ruling.text));
    // Where sshd cannot prompt (account after a public key) this fails, and a banner shows the
    // text.
    if (m_phase != Phase::session && ruling.delivery == Delivery::certain &&
        m_host.is_ssh_server() && m_conversation.shows_texts()) {
        static_cast<void>(m_conversation.ask("Press Enter to end this attempt. ", Echo::on));
    }
}

void Transaction::debug(std::string_view text) const {
    if (m_options.debug) {
        m_host.log(LOG_DEBUG, text);
    }
}

} // namespace mfa::pam
