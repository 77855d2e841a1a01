// Making recovery codes, with mfa_tool.
#include "engine/device/recovery.hpp"

#include "engine/authority/device_facts.hpp"
#include "engine/authority/dispatch.hpp"
#include "engine/authority/limited_session.hpp"
#include "engine/authority/replies.hpp"
#include "engine/authority/session_factor.hpp"
#include "engine/authority/standing.hpp"
#include "engine/authority/tool_request.hpp"

#include <utility>

namespace mfa::authority {

namespace {

using wire::Field;
using wire::Message;

/// The sessions that the old codes have opened end as those of a deleted device do. The one that
/// asked has shown just now that it is its owner's, and keeps until its end what it has shown.
Result<> move_to_new_list(const Services& services, const Caller& caller,
                          const device::Account& account, std::uint32_t old_id) {
    const session::Subject subject{account.owner().user, account.owner().uid};
    const auto record = TRY(services.sessions.find(caller.session, subject));
    TRY(services.sessions.revoke(subject, old_id));
    if (record && record->factor && record->factor->device_id == old_id) {
        session::Factor factor = *record->factor;
        factor.device_id = account.recovery()->id;
        TRY(raise_session(services, caller, account, factor));
    }
    return put_back_limits(services, subject);
}

} // namespace

Result<Answer> Authority::recovery_codes(const Message& request) {
    constexpr std::string_view action = "host:CreateRecoveryCodes";
    auto tool = TRY(ToolRequest::read(request, m_services, m_caller, m_authorizer));
    if (auto refused = tool.refused(action, tool.owner_arn())) {
        return answer_only(std::move(*refused));
    }
    auto account = TRY(tool.open_account());
    if (auto refused = refused_for_standing(m_services, account)) {
        return answer_only(std::move(*refused));
    }
    if (!account.has_enabled_device()) {
        return answer_only(
            *reply_to(device::Attempt{device::Attempt::Outcome::no_device, {}, {}, {}}));
    }
    if (auto refused = tool.refused_second_factor(account, action)) {
        return answer_only(std::move(*refused));
    }
    const auto& list = std::as_const(account).recovery();
    const std::uint32_t old_id = list ? list->id : 0;
    const auto codes =
        TRY(device::create_recovery_codes(account, m_services.random, m_services.now()));
    if (old_id != 0) {
        TRY(move_to_new_list(m_services, m_caller, account, old_id));
    }
    log_change(m_services, "recovery_codes", tool.caller().name, tool.owner().name, "");
    Message reply = reply_ok();
    for (const SecretBuffer& code : codes) {
        reply.add(Field::recovery_code, code);
    }
    return answer_only(std::move(reply));
}

} // namespace mfa::authority
