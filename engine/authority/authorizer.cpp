#include "engine/authority/authorizer.hpp"

#include "engine/base/text.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>

namespace mfa::authority {

namespace {

using policy::DecisionKind;

std::string_view presence_name(MfaFact::Presence presence) {
    switch (presence) {
    case MfaFact::Presence::missing:
        return "missing";
    case MfaFact::Presence::absent:
        return "false";
    case MfaFact::Presence::present:
        return "true";
    }
    return "missing";
}

/// As in AWS, sts:GetSessionToken needs no permission: only an explicit deny stops it.
bool is_allowed(const policy::Decision& decision, std::string_view action) {
    return decision.kind == DecisionKind::allow ||
           (decision.kind == DecisionKind::implicit_deny && action == "sts:GetSessionToken");
}

void set_if_known(policy::Context& context, std::string_view key, const std::string& value) {
    if (!value.empty()) {
        context.set(key, value);
    }
}

std::string statement_name(const policy::StatementRef& statement) {
    const std::string place = statement.file + ":" + std::to_string(statement.line);
    return statement.sid.empty() ? place : statement.sid + " (" + place + ")";
}

} // namespace

std::optional<std::string> source_address(std::string_view remote_host) {
    const std::string text{remote_host.substr(0, remote_host.find('%'))};
    std::array<char, INET6_ADDRSTRLEN> printed{};
    in_addr v4{};
    if (::inet_pton(AF_INET, text.c_str(), &v4) == 1) {
        return text;
    }
    in6_addr v6{};
    if (::inet_pton(AF_INET6, text.c_str(), &v6) != 1) {
        return std::nullopt;
    }
    const bool is_mapped = IN6_IS_ADDR_V4MAPPED(&v6);
    const void* address = is_mapped ? static_cast<const void*>(&v6.s6_addr[12]) : &v6;
    if (::inet_ntop(is_mapped ? AF_INET : AF_INET6, address, printed.data(), printed.size()) ==
        nullptr) {
        return std::nullopt;
    }
    return printed.data();
}

std::string Authorizer::service_arn(std::string_view service) const {
    return "arn:aws:host:" + m_services.settings.host + ":" + m_services.settings.account_id +
           ":service/" + std::string{service};
}

std::string Authorizer::command_arn(std::string_view path) const {
    return "arn:aws:host:" + m_services.settings.host + ":" + m_services.settings.account_id +
           ":command" + std::string{path};
}

std::string Authorizer::store_arn(std::string_view store) const {
    return "arn:aws:host:" + m_services.settings.host + ":" + m_services.settings.account_id +
           ":store/" + std::string{store};
}

std::string Authorizer::user_arn(std::string_view user) const {
    return "arn:aws:iam::" + m_services.settings.account_id + ":user/" + std::string{user};
}

std::string Authorizer::device_arn(std::string_view device) const {
    return "arn:aws:iam::" + m_services.settings.account_id + ":mfa/" + std::string{device};
}

std::string Authorizer::host_key_arn() const {
    return "arn:aws:host:" + m_services.settings.host + ":" + m_services.settings.account_id +
           ":host-key";
}

policy::Decision Authorizer::decide(const Circumstances& who, std::string_view action,
                                    const std::string& resource) const {
    policy::Request request;
    request.action = action;
    request.resource = resource;
    request.principal.user = who.principal.name;
    request.principal.uid = who.principal.uid;
    request.principal.groups = who.principal.groups;
    request.principal.arn = user_arn(who.principal.name);

    policy::Context& context = request.context;
    if (who.mfa.presence != MfaFact::Presence::missing) {
        const bool present = who.mfa.presence == MfaFact::Presence::present;
        context.set("aws:MultiFactorAuthPresent", present ? "true" : "false");
        if (present) {
            context.set("aws:MultiFactorAuthAge", std::to_string(who.mfa.age.count()));
        }
    }
    const WallTime now = m_services.wall_clock.now();
    context.set("aws:CurrentTime", format_rfc3339(now));
    context.set("aws:EpochTime", std::to_string(now.time_since_epoch().count()));
    context.set("host:Hostname", m_services.settings.host);
    set_if_known(context, "aws:SourceIp", source_address(who.remote_host).value_or(""));
    set_if_known(context, "host:Service", who.service);
    set_if_known(context, "host:Tty", who.tty);
    set_if_known(context, "host:RemoteHost", who.remote_host);
    set_if_known(context, "host:TargetUser", who.target_user);
    if (!who.auth_methods.empty()) {
        context.set("host:AuthMethod", who.auth_methods);
    }
    policy::add_principal_keys(request);
    return policy::evaluate(m_services.policy, request);
}

std::string Authorizer::reason_for(const Circumstances& who, const policy::Decision& decision,
                                   std::string_view action, const std::string& resource) const {
    if (who.mfa.presence != MfaFact::Presence::present || who.mfa.age.count() > 0) {
        Circumstances with_mfa = who;
        with_mfa.mfa = {MfaFact::Presence::present, {}};
        if (is_allowed(decide(with_mfa, action, resource), action)) {
            return who.mfa.presence == MfaFact::Presence::present
                       ? "the factor that this session has shown is too old: run `mfa_tool verify`"
                       : "this session has not shown a factor: run `mfa_tool verify` first";
        }
    }
    if (decision.kind == DecisionKind::explicit_deny && !decision.statements.empty()) {
        return "statement " + statement_name(decision.statements.front()) + " denies it";
    }
    return "no statement of the policy allows it";
}

bool Authorizer::allows(const Circumstances& who, std::string_view action,
                        const std::string& resource) const {
    return is_allowed(decide(who, action, resource), action);
}

Judgement Authorizer::ask(const Circumstances& who, std::string_view action,
                          const std::string& resource) const {
    const policy::Decision decision = decide(who, action, resource);
    Judgement judgement{is_allowed(decision, action), std::string{action}, resource, {}};
    audit::Event event{"decision"};
    event.with("user", who.principal.name)
        .with("action", action)
        .with("resource", resource)
        .with("decision", decision_name(decision.kind))
        .with("mfa", presence_name(who.mfa.presence))
        .with("service", who.service)
        .with("rhost", who.remote_host);
    if (!decision.statements.empty()) {
        event.with("statement", statement_name(decision.statements.front()));
    }
    m_services.log.write(judgement.allowed ? audit::Severity::info : audit::Severity::notice,
                         event);
    if (!judgement.allowed) {
        judgement.reason = reason_for(who, decision, action, resource);
    }
    return judgement;
}

} // namespace mfa::authority
