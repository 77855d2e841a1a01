// What `mfa_tool admin` asks: looking at users and helping them.
//
// MUST: the policy is asked before anything is told or looked up, root's requests like all others.
#include "engine/authority/device_facts.hpp"
#include "engine/authority/dispatch.hpp"
#include "engine/authority/doctor.hpp"
#include "engine/authority/replies.hpp"
#include "engine/authority/session_factor.hpp"
#include "engine/authority/standing.hpp"
#include "engine/authority/tool_request.hpp"
#include "engine/authority/user_facts.hpp"
#include "engine/authority/user_table.hpp"
#include "engine/base/text.hpp"
#include "engine/device/life_cycle.hpp"
#include "engine/device/salvage.hpp"

namespace mfa::authority {

namespace {

using device::Account;
using wire::Field;
using wire::Message;

/// To an administrator, who may know the cause.
Message reply_bad_record(const Error& error, std::string_view user, audit::Log& log) {
    static_cast<void>(reply_unavailable(error, log));
    Message reply = reply_failed("bad_record", "the record of `" + std::string{user} +
                                                   "` cannot be used: " + error.message() +
                                                   "; `mfa_tool admin doctor` says what to do");
    return reply;
}

/// Resetting somebody is deactivating and deleting all that he has. Both are asked about before his
/// record is opened, deleting of his first device then and of each that he has afterwards.
std::optional<Message> refused_reset(const ToolRequest& tool, const Authorizer& authorizer) {
    if (auto refused = tool.refused("iam:DeactivateMFADevice", tool.owner_arn())) {
        return refused;
    }
    return tool.refused("iam:DeleteVirtualMFADevice", authorizer.device_arn(tool.owner().name));
}

/// An account that cannot be opened: what is damaged goes to the quarantine, which `reply` says,
/// and the account begins anew. What is not about its content stays an Error.
Result<Account> open_damaged(const Services& services, std::string_view caller,
                             const device::Owner& owner, const Error& error, Message& reply) {
    if (error.kind() != ErrorKind::corrupt && error.kind() != ErrorKind::invalid_input) {
        return error;
    }
    const auto copies =
        TRY(device::close_damaged(services.store, services.sealer, owner,
                                  time_label(services.wall_clock.now()), services.now()));
    for (const std::string& copy : copies) {
        reply.add(Field::moved_to, copy);
    }
    log_quarantine(services, caller, owner.user, error.operation());
    return Account::begin_anew(services.store, services.sealer, owner, services.wall_clock.now());
}

/// Disabling and enabling: what of the user is to be from now on.
Result<Answer> change_standing(const Services& services, const ToolRequest& tool,
                               device::Standing standing) {
    auto account = tool.open_account();
    if (!account) {
        return answer_only(reply_bad_record(account.error(), tool.owner().name, services.log));
    }
    const bool disables = standing == device::Standing::disabled;
    const bool changes = account->is_disabled() != disables;
    if (changes) {
        TRY(device::set_standing(*account, standing));
        log_change(services, disables ? "disable_user" : "enable_user", tool.caller().name,
                   tool.owner().name, "");
    }
    int ended = 0;
    if (disables) {
        ended = TRY(revoke_all(services, {tool.owner().name, tool.owner().uid}));
    }
    const UserFacts facts = facts_of(services, *account);
    Message reply = reply_ok();
    reply.add(Field::user, tool.owner().name)
        .add(Field::state, changes ? "changed" : "unchanged")
        .add_number(Field::disabled, facts.is_disabled ? 1 : 0)
        .add_number(Field::devices_enabled, static_cast<std::int64_t>(facts.devices_enabled))
        .add_number(Field::sessions_ended, ended);
    return answer_only(std::move(reply));
}

} // namespace

Result<Answer> Authority::admin_users(const Message& request) {
    const auto tool = TRY(ToolRequest::read(request, m_services, m_caller, m_authorizer));
    if (auto refused = tool.refused("iam:ListUsers", m_authorizer.user_arn("*"))) {
        return answer_only(std::move(*refused));
    }
    const auto filter = UserFilter::read(request);
    if (!filter) {
        return answer_only(reply_failed("invalid_input", filter.error().message()));
    }
    UserTable users{m_services.people};
    std::int64_t checked = 0;
    TRY(m_services.store.for_each_user([&](const std::string& user) -> Result<> {
        TRY(m_sink->progress());
        if (!filter->fits_name(user)) {
            return {};
        }
        ++checked;
        const UserFacts facts = facts_of(m_services, user, TRY(users.find(user)));
        if (!filter->fits(facts)) {
            return {};
        }
        Message item{wire::MessageType::item};
        add_facts(facts, item);
        return m_sink->send(item);
    }));
    Message reply = reply_ok();
    reply.add_number(Field::checked, checked);
    return answer_only(std::move(reply));
}

Result<Answer> Authority::admin_show(const Message& request) {
    const auto tool = TRY(ToolRequest::read(request, m_services, m_caller, m_authorizer));
    for (const char* action : {"iam:GetUser", "iam:ListMFADevices"}) {
        if (auto refused = tool.refused(action, tool.owner_arn())) {
            return answer_only(std::move(*refused));
        }
    }
    Answer answer = answer_only(reply_ok());
    answer.reply.add(Field::arn, tool.owner_arn());
    auto account = Account::look(m_services.store, m_services.sealer, tool.device_owner());
    if (!account) {
        UserFacts facts;
        facts.user = tool.owner().name;
        facts.uid = tool.owner().uid;
        facts.problem = problem_of(account.error());
        add_facts(facts, answer.reply);
        return answer;
    }
    add_facts(facts_of(m_services, *account), answer.reply);
    answer.items = device_items(*account, m_authorizer, m_services.wall_clock.now());
    return answer;
}

Result<Answer> Authority::admin_unlock(const Message& request) {
    const auto tool = TRY(ToolRequest::read(request, m_services, m_caller, m_authorizer));
    if (auto refused = tool.refused("host:UnlockUser", tool.owner_arn())) {
        return answer_only(std::move(*refused));
    }
    auto account = tool.open_account();
    if (!account) {
        return answer_only(reply_bad_record(account.error(), tool.owner().name, m_services.log));
    }
    const UserFacts before = facts_of(m_services, *account);
    if (before.failures > 0) {
        account->usage().failures = 0;
        TRY(account->save_usage(device::LockedFiles::Sync::wait));
        log_change(m_services, "unlock", tool.caller().name, tool.owner().name, "");
    }
    Message reply = reply_ok();
    reply.add(Field::user, tool.owner().name)
        .add_number(Field::failures, before.failures)
        .add_number(Field::locked_for_s, before.locked_for.count());
    return answer_only(std::move(reply));
}

Result<Answer> Authority::admin_reset(const Message& request) {
    const auto tool = TRY(ToolRequest::read(request, m_services, m_caller, m_authorizer));
    if (auto refused = refused_reset(tool, m_authorizer)) {
        return answer_only(std::move(*refused));
    }
    const device::Owner owner = tool.device_owner();
    Message reply = reply_ok();
    reply.add(Field::user, owner.user);
    auto account = Account::open(m_services.store, m_services.sealer, owner);
    if (!account) {
        auto begun = open_damaged(m_services, tool.caller().name, owner, account.error(), reply);
        if (!begun) {
            return answer_only(reply_bad_record(begun.error(), owner.user, m_services.log));
        }
        account = std::move(begun);
    }
    for (const device::Device& device : account->devices()) {
        if (auto refused =
                tool.refused("iam:DeleteVirtualMFADevice", m_authorizer.device_arn(device.name))) {
            return answer_only(std::move(*refused));
        }
        reply.add(Field::device, device.name);
    }
    TRY(device::reset(*account));
    const int ended = TRY(revoke_all(m_services, {owner.user, owner.uid}));
    log_change(m_services, "reset", tool.caller().name, owner.user, "");
    const UserFacts facts = facts_of(m_services, *account);
    reply.add_number(Field::locked_for_s, facts.locked_for.count())
        .add_number(Field::disabled, facts.is_disabled ? 1 : 0)
        .add_number(Field::sessions_ended, ended);
    return answer_only(std::move(reply));
}

Result<Answer> Authority::admin_disable(const Message& request) {
    const auto tool = TRY(ToolRequest::read(request, m_services, m_caller, m_authorizer));
    if (auto refused = tool.refused("host:DisableUser", tool.owner_arn())) {
        return answer_only(std::move(*refused));
    }
    if (!can_be_shut_out(tool.owner().uid)) {
        return answer_only(reply_failed(
            "invalid_input",
            "`" + tool.owner().name + "` cannot be disabled: nobody could repair this host then"));
    }
    return change_standing(m_services, tool, device::Standing::disabled);
}

Result<Answer> Authority::admin_enable(const Message& request) {
    const auto tool = TRY(ToolRequest::read(request, m_services, m_caller, m_authorizer));
    if (auto refused = tool.refused("host:EnableUser", tool.owner_arn())) {
        return answer_only(std::move(*refused));
    }
    return change_standing(m_services, tool, device::Standing::active);
}

} // namespace mfa::authority
