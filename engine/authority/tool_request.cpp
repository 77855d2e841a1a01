#include "engine/authority/tool_request.hpp"

#include "engine/authority/replies.hpp"
#include "engine/authority/session_factor.hpp"
#include "engine/device/life_cycle.hpp"
#include "engine/device/name.hpp"

namespace mfa::authority {

using wire::Field;
using wire::Message;

Result<ToolRequest> ToolRequest::read(const Message& request, const Services& services,
                                      const Caller& caller, const Authorizer& authorizer) {
    ToolRequest tool;
    tool.m_services = &services;
    tool.m_authorizer = &authorizer;
    const auto principal = TRY(services.people.by_uid(caller.uid));
    if (!principal) {
        return Error{ErrorKind::not_found, "find the caller",
                     "uid " + std::to_string(caller.uid) + " has no name"};
    }
    tool.m_who.principal = *principal;
    tool.m_who.mfa = TRY(session_fact(services, caller, tool.caller_subject()));
    const auto record = TRY(services.sessions.find(caller.session, tool.caller_subject()));
    if (record) {
        tool.m_who.remote_host = record->remote_host;
    }
    tool.m_owner_name = request.text(Field::user).value_or(principal->name);
    tool.m_owner = tool.is_own() ? principal : TRY(services.people.by_name(tool.m_owner_name));
    tool.m_device = request.text(Field::device).value_or("");
    return tool;
}

Result<device::Account> ToolRequest::open_account() const {
    return device::Account::open(m_services->store, m_services->sealer, device_owner());
}

std::string ToolRequest::new_device_name() const {
    const bool is_full = m_device == m_owner_name || m_device.starts_with(m_owner_name + "/");
    if (m_device.empty() || is_full) {
        return m_device.empty() ? m_owner_name : m_device;
    }
    return m_owner_name + "/" + m_device;
}

std::optional<Message> ToolRequest::bad_target() const {
    if (!m_owner || m_owner->name != m_owner_name) {
        return reply_failed("not_found", "there is no such user");
    }
    const std::string name = new_device_name();
    if (!device::is_device_name(name, m_owner_name)) {
        return reply_failed("invalid_input",
                            "a device is named `" + m_owner_name + "` or `" + m_owner_name +
                                "/NAME`, NAME of letters, digits and `+=,.@_-`, at "
                                "most 64");
    }
    return std::nullopt;
}

std::optional<Message> ToolRequest::refused(std::string_view action,
                                            const std::string& resource) const {
    const Judgement judgement = m_authorizer->ask(m_who, action, resource);
    return judgement.allowed ? bad_target() : std::optional{reply_denied(judgement)};
}

std::optional<Message> ToolRequest::refused_without_device(std::string_view action) const {
    return refused(action, m_authorizer->device_arn(new_device_name()));
}

std::optional<Message> ToolRequest::refused_second_factor(const device::Account& account,
                                                          std::string_view action) const {
    if (!is_own() || !account.has_enabled_device() ||
        m_who.mfa.presence == MfaFact::Presence::present) {
        return std::nullopt;
    }
    m_services->log.write(
        audit::Severity::notice,
        audit::Event{"second_factor_refused"}.with("user", caller().name).with("action", action));
    return reply_denied(
        {false, std::string{action}, owner_arn(),
         "you have an enabled device already, and this session has not shown it: run "
         "`mfa_tool verify` first"});
}

std::optional<Message> ToolRequest::choose_device(device::Account& account,
                                                  std::optional<device::State> state,
                                                  std::string& name) const {
    if (!m_device.empty()) {
        name = new_device_name();
        return std::nullopt;
    }
    std::string fitting;
    for (const device::Device& device : account.devices()) {
        const bool fits = (!state || device.state == *state) &&
                          !device::has_expired(device, m_services->wall_clock.now());
        if (fits && !name.empty()) {
            fitting += ", `" + device.name + "`";
        } else if (fits) {
            name = device.name;
            fitting = "`" + name + "`";
        }
    }
    if (fitting.find(',') != std::string::npos) {
        return reply_failed("invalid_input", "which device? say --device with one of " + fitting);
    }
    if (name.empty()) {
        const bool wants_created = state == device::State::created;
        return reply_failed("no_device",
                            wants_created ? "no device waits to be enabled: run `mfa_tool enroll`"
                                          : "there is no such device: run `mfa_tool list`");
    }
    return std::nullopt;
}

} // namespace mfa::authority
