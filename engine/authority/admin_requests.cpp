// What `mfa_tool admin` asks: looking at users and helping them.
//
// MUST: the policy is asked before anything is told or looked up, root's requests like all others.
#include "engine/authority/device_facts.hpp"
#include "engine/authority/dispatch.hpp"
#include "engine/authority/replies.hpp"
#include "engine/authority/tool_request.hpp"
#include "engine/authority/user_facts.hpp"
#include "engine/authority/user_table.hpp"
#include "engine/device/life_cycle.hpp"

namespace mfa::authority {

namespace {

using device::Account;
using wire::Field;
using wire::Message;

Answer just(Message reply) {
    return {{}, std::move(reply)};
}

/// To an administrator, who may know the cause.
Message reply_bad_record(const Error& error, std::string_view user, audit::Log& log) {
    static_cast<void>(reply_unavailable(error, log));
    Message reply = reply_failed("bad_record", "the record of `" + std::string{user} +
                                                   "` cannot be used: " + error.message() +
                                                   "; `mfa_tool admin doctor` says what to do");
    return reply;
}

Result<Account> open_of(const Services& services, const ToolRequest& tool) {
    return Account::open(services.store, services.sealer, {tool.owner().name, tool.owner().uid});
}

} // namespace

Result<Answer> Authority::admin_users(const Message& request) {
    const auto tool = TRY(ToolRequest::read(request, m_services, m_caller, m_authorizer));
    if (auto refused = tool.refused("iam:ListUsers", m_authorizer.user_arn("*"))) {
        return just(std::move(*refused));
    }
    const auto filter = UserFilter::read(request);
    if (!filter) {
        return just(reply_failed("invalid_input", filter.error().message()));
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
    return just(std::move(reply));
}

Result<Answer> Authority::admin_show(const Message& request) {
    const auto tool = TRY(ToolRequest::read(request, m_services, m_caller, m_authorizer));
    for (const char* action : {"iam:GetUser", "iam:ListMFADevices"}) {
        if (auto refused = tool.refused(action, tool.owner_arn())) {
            return just(std::move(*refused));
        }
    }
    Answer answer = just(reply_ok());
    answer.reply.add(Field::arn, tool.owner_arn());
    auto account =
        Account::look(m_services.store, m_services.sealer, {tool.owner().name, tool.owner().uid});
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
        return just(std::move(*refused));
    }
    auto account = open_of(m_services, tool);
    if (!account) {
        return just(reply_bad_record(account.error(), tool.owner().name, m_services.log));
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
    return just(std::move(reply));
}

} // namespace mfa::authority
