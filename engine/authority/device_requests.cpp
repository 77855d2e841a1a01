// What mfa_tool asks: a user's own devices, and others' where the policy says so.
#include "engine/authority/device_facts.hpp"
#include "engine/authority/dispatch.hpp"
#include "engine/authority/limited_session.hpp"
#include "engine/authority/replies.hpp"
#include "engine/authority/session_factor.hpp"
#include "engine/authority/standing.hpp"
#include "engine/authority/tool_request.hpp"
#include "engine/authority/user_table.hpp"
#include "engine/base/text.hpp"
#include "engine/device/recovery.hpp"

#include <algorithm>
#include <iterator>

namespace mfa::authority {

namespace {

using device::Account;
using device::Device;
using device::State;
using wire::Field;
using wire::Message;

/// The state of one device after a change, as every changing command prints it.
Message reply_device(const Authorizer& authorizer, std::string_view name, std::string_view state,
                     std::int64_t drift_s) {
    Message reply = reply_ok();
    reply.add(Field::device, name)
        .add(Field::arn, authorizer.device_arn(name))
        .add(Field::state, state)
        .add_number(Field::drift_s, drift_s);
    return reply;
}

std::string expiry_text(const Services& services, const session::Factor& factor) {
    const auto left =
        std::chrono::ceil<std::chrono::seconds>(factor.expires_at - services.boot_clock.now());
    return format_rfc3339(services.wall_clock.now() + left);
}

/// What has become of the limits that the session had before a factor was shown in it.
void add_limits(const Raised& raised, Message& reply) {
    if (raised.still_limited_by != Enforcement::none) {
        reply.add(Field::limits_by, name_of(raised.still_limited_by));
    } else if (raised.limited_by != Enforcement::none) {
        reply.add_number(Field::limits_lifted, 1);
    }
}

std::optional<Message> two_codes_or_reply(const std::vector<SecretBuffer>& codes) {
    if (codes.size() == 2) {
        return std::nullopt;
    }
    return reply_failed("invalid_input", "two consecutive codes are wanted");
}

/// Those of somebody whose account is not open yet.
Result<std::vector<Message>> items_of(const Services& services, const Authorizer& authorizer,
                                      device::Owner owner) {
    auto account = TRY(Account::look(services.store, services.sealer, std::move(owner)));
    return device_items(account, authorizer, services.wall_clock.now());
}

} // namespace

Result<Answer> Authority::enable(const Message& request) {
    auto tool = TRY(ToolRequest::read(request, m_services, m_caller, m_authorizer));
    if (auto refused = tool.refused("iam:EnableMFADevice", tool.owner_arn())) {
        return answer_only(std::move(*refused));
    }
    const auto codes = request.secrets(Field::code);
    if (auto refused = two_codes_or_reply(codes)) {
        return answer_only(std::move(*refused));
    }
    auto account = TRY(tool.open_account());
    if (auto refused = tool.refused_second_factor(account, "iam:EnableMFADevice")) {
        return answer_only(std::move(*refused));
    }
    if (auto refused = refused_for_standing(m_services, account)) {
        return answer_only(std::move(*refused));
    }
    std::string name;
    if (auto refused = tool.choose_device(account, State::created, name)) {
        return answer_only(std::move(*refused));
    }
    const auto proof = TRY(device::prove_created(
        account, name, m_services.settings.devices_per_user, codes[0], codes[1], m_services.now()));
    if (auto refused = reply_to(proof.refusal, name)) {
        return answer_only(std::move(*refused));
    }
    log_attempt(m_services, "prove", tool.owner().name, proof.attempt, "", "");
    if (auto refused = reply_to(proof.attempt)) {
        return answer_only(std::move(*refused));
    }
    const Device& device = *account.find(name);
    TRY(device::commit_enable(account, name, device.id, m_services.now()));
    log_change(m_services, "enable", tool.caller().name, tool.owner().name, name);
    Message reply = reply_device(m_authorizer, name, "enabled",
                                 device::drift_s(device, account.usage_of(device)));
    if (tool.is_own() && !tool.refused("sts:GetSessionToken", "*")) {
        const auto factor =
            factor_shown_now(m_services, device, m_services.settings.grant_duration);
        if (const auto raised = TRY(raise_session(m_services, m_caller, account, factor))) {
            reply.add(Field::expires_at, expiry_text(m_services, factor));
            add_limits(*raised, reply);
        }
    }
    return answer_only(std::move(reply));
}

Result<Answer> Authority::verify(const Message& request) {
    auto tool = TRY(ToolRequest::read(request, m_services, m_caller, m_authorizer));
    if (!tool.is_own()) {
        return answer_only(reply_forbidden("you can verify your own code only"));
    }
    if (auto refused = tool.refused("sts:GetSessionToken", "*")) {
        return answer_only(std::move(*refused));
    }
    const auto longest = m_services.settings.grant_duration;
    const std::int64_t duration_s = request.number(Field::duration_s).value_or(longest.count());
    if (duration_s < 1 || duration_s > longest.count()) {
        return answer_only(reply_failed("invalid_input", "a factor counts for at most " +
                                                             std::to_string(longest.count()) +
                                                             " seconds on this host"));
    }
    const auto code = request.secret(Field::code);
    if (!code) {
        return answer_only(reply_failed("invalid_input", "a code is wanted"));
    }
    auto account = TRY(tool.open_account());
    if (auto refused = refused_for_standing(m_services, account)) {
        return answer_only(std::move(*refused));
    }
    if (!m_caller.session.own) {
        return answer_only(reply_failed("no_session",
                                        "this process belongs to no login session that could "
                                        "keep the result"));
    }
    const auto attempt = TRY(device::verify(account, *code, m_services.now()));
    log_attempt(m_services, "verify", tool.caller().name, attempt, "mfa_tool", "");
    if (auto refused = reply_to(attempt)) {
        return answer_only(std::move(*refused));
    }
    const auto factor =
        factor_shown_now(m_services, account, attempt, std::chrono::seconds{duration_s});
    const auto raised = TRY(raise_session(m_services, m_caller, account, factor));
    Message reply = reply_ok();
    reply.add_number(Field::mfa, 1)
        .add(Field::device, attempt.device)
        .add(Field::expires_at, expiry_text(m_services, factor));
    add_limits(raised.value_or(Raised{}), reply);
    add_recovery_notice(account, attempt, reply);
    return answer_only(std::move(reply));
}

Result<Answer> Authority::status(const Message& request) {
    auto tool = TRY(ToolRequest::read(request, m_services, m_caller, m_authorizer));
    if (auto refused = tool.refused("iam:GetUser", tool.owner_arn())) {
        return answer_only(std::move(*refused));
    }
    auto account = TRY(tool.open_account());
    Message reply = reply_ok();
    reply.add(Field::user, tool.owner().name)
        .add_number(Field::uid, tool.owner().uid)
        .add(Field::arn, tool.owner_arn())
        .add_number(Field::recovery_codes_left,
                    static_cast<std::int64_t>(device::recovery_codes_left(account)));
    if (m_caller.session.audit_id) {
        reply.add_number(Field::session_id, *m_caller.session.audit_id);
    }
    const auto record = TRY(m_services.sessions.find(m_caller.session, tool.caller_subject()));
    const MfaFact& fact = tool.fact();
    const auto held = TRY(held_by(m_services, m_caller, record));
    const bool is_limited = held != Enforcement::none;
    const bool is_known = record || TRY(limits_of(m_services, m_caller));
    reply.add(Field::state, is_limited ? "limited" : is_known ? "full" : "none");
    auto items = device_items(account, m_authorizer, m_services.wall_clock.now());
    if (is_limited) {
        reply.add(Field::limits_by, name_of(held));
        auto commands =
            path_items(Field::allowed_command,
                       TRY(commands_allowed(m_services, m_authorizer, tool.circumstances())));
        std::move(commands.begin(), commands.end(), std::back_inserter(items));
    }
    if (fact.presence != MfaFact::Presence::missing) {
        reply.add_number(Field::mfa, fact.presence == MfaFact::Presence::present ? 1 : 0);
    }
    if (fact.presence == MfaFact::Presence::present && record && record->factor) {
        reply.add_number(Field::age_s, fact.age.count())
            .add(Field::expires_at, expiry_text(m_services, *record->factor));
    }
    return Answer{std::move(items), std::move(reply)};
}

Result<Answer> Authority::list(const Message& request) {
    auto tool = TRY(ToolRequest::read(request, m_services, m_caller, m_authorizer));
    if (auto refused = tool.refused("iam:ListMFADevices", tool.owner_arn())) {
        return answer_only(std::move(*refused));
    }
    auto account = TRY(tool.open_account());
    return Answer{device_items(account, m_authorizer, m_services.wall_clock.now()), reply_ok()};
}

Result<Answer> Authority::list_all(const Message& request) {
    auto tool = TRY(ToolRequest::read(request, m_services, m_caller, m_authorizer));
    if (auto refused = tool.refused("iam:ListVirtualMFADevices", m_authorizer.device_arn("*"))) {
        return answer_only(std::move(*refused));
    }
    Answer answer{{}, reply_ok()};
    std::size_t left_out = 0;
    UserTable users{m_services.people};
    TRY(m_services.store.for_each_user([&](const std::string& user) -> Result<> {
        TRY(m_sink->progress());
        const auto uid = TRY(users.find(user));
        const auto items =
            uid ? items_of(m_services, m_authorizer, {user, *uid})
                : Result<std::vector<Message>>{
                      Error{ErrorKind::not_found, "list `" + user + "`", "no such user any more"}};
        if (!items) {
            ++left_out;
            static_cast<void>(reply_unavailable(items.error(), m_services.log));
            return {};
        }
        for (const Message& item : *items) {
            TRY(m_sink->send(item));
        }
        return {};
    }));
    if (left_out > 0) {
        answer.reply.add(Field::notice,
                         std::to_string(left_out) + " records could not be read; the log says why");
    }
    return answer;
}

Result<Answer> Authority::resync(const Message& request) {
    auto tool = TRY(ToolRequest::read(request, m_services, m_caller, m_authorizer));
    if (auto refused = tool.refused("iam:ResyncMFADevice", tool.owner_arn())) {
        return answer_only(std::move(*refused));
    }
    const auto codes = request.secrets(Field::code);
    if (auto refused = two_codes_or_reply(codes)) {
        return answer_only(std::move(*refused));
    }
    auto account = TRY(tool.open_account());
    std::string name;
    if (auto refused = tool.choose_device(account, State::enabled, name)) {
        return answer_only(std::move(*refused));
    }
    const auto proof = TRY(device::resync(account, name, codes[0], codes[1], m_services.now()));
    if (auto refused = reply_to(proof.refusal, name)) {
        return answer_only(std::move(*refused));
    }
    log_attempt(m_services, "resync", tool.owner().name, proof.attempt, "", "");
    if (auto refused = reply_to(proof.attempt)) {
        return answer_only(std::move(*refused));
    }
    const Device& device = *account.find(name);
    Message reply = reply_device(m_authorizer, name, "enabled",
                                 device::drift_s(device, account.usage_of(device)));
    if (device.parameters.kind == otp::Kind::hotp) {
        reply.add_number(Field::skipped_counters, proof.attempt.skipped);
    }
    return answer_only(std::move(reply));
}

Result<Answer> Authority::deactivate(const Message& request) {
    auto tool = TRY(ToolRequest::read(request, m_services, m_caller, m_authorizer));
    if (auto refused = tool.refused("iam:DeactivateMFADevice", tool.owner_arn())) {
        return answer_only(std::move(*refused));
    }
    auto account = TRY(tool.open_account());
    std::string name;
    if (auto refused = tool.choose_device(account, State::enabled, name)) {
        return answer_only(std::move(*refused));
    }
    const std::uint32_t id = account.find(name) != nullptr ? account.find(name)->id : 0;
    if (auto refused = reply_to(TRY(device::deactivate(account, name)), name)) {
        return answer_only(std::move(*refused));
    }
    TRY(revoke_device(m_services, account, id));
    log_change(m_services, "deactivate", tool.caller().name, tool.owner().name, name);
    return answer_only(reply_device(m_authorizer, name, "created", 0));
}

Result<Answer> Authority::remove(const Message& request) {
    auto tool = TRY(ToolRequest::read(request, m_services, m_caller, m_authorizer));
    if (auto refused = tool.refused_without_device("iam:DeleteVirtualMFADevice")) {
        return answer_only(std::move(*refused));
    }
    auto account = TRY(tool.open_account());
    std::string name;
    if (auto refused = tool.choose_device(account, std::nullopt, name)) {
        return answer_only(std::move(*refused));
    }
    if (auto refused = tool.refused("iam:DeleteVirtualMFADevice", m_authorizer.device_arn(name))) {
        return answer_only(std::move(*refused));
    }
    // Deleting what is in use takes it out of use first, which is an action of its own.
    const Device* device = account.find(name);
    const std::uint32_t id = device != nullptr ? device->id : 0;
    if (device != nullptr && device->state == State::enabled) {
        if (auto refused = tool.refused("iam:DeactivateMFADevice", tool.owner_arn())) {
            return answer_only(std::move(*refused));
        }
    }
    if (auto refused = reply_to(TRY(device::remove(account, name)), name)) {
        return answer_only(std::move(*refused));
    }
    TRY(revoke_device(m_services, account, id));
    log_change(m_services, "delete", tool.caller().name, tool.owner().name, name);
    return answer_only(reply_device(m_authorizer, name, "deleted", 0));
}

} // namespace mfa::authority
