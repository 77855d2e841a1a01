// Logging in: what pam_mfa.so asks. auth decides whether a factor must be shown and takes it;
// account decides whether the session may start; session open writes down what it has shown.
#include "engine/authority/device_facts.hpp"
#include "engine/authority/dispatch.hpp"
#include "engine/authority/evidence.hpp"
#include "engine/authority/limited_session.hpp"
#include "engine/authority/replies.hpp"
#include "engine/authority/session_factor.hpp"
#include "engine/authority/source_wait.hpp"
#include "engine/authority/standing.hpp"

namespace mfa::authority {

namespace {

using session::Ticket;
using wire::Field;
using wire::Message;
using wire::MessageType;
using wire::Verdict;

constexpr std::string_view start_session = "host:StartSession";
constexpr std::string_view start_full_session = "host:StartFullSession";
constexpr MfaFact no_factor{MfaFact::Presence::absent, {}};

/// To somebody who came by a way that could have asked for a code, had there been a device.
constexpr std::string_view no_device_enabled =
    "this host wants a second factor and you have no device enabled: ask an administrator to let "
    "you enrol one";

Message reply_verdict(Verdict verdict) {
    Message reply = reply_ok();
    reply.add_number(Field::verdict, static_cast<std::int64_t>(verdict));
    return reply;
}

Message reply_refused(std::string_view message) {
    Message reply = reply_verdict(Verdict::deny);
    reply.add(Field::message, message);
    return reply;
}

/// What lifts the limits, for somebody who has a device or has none yet.
std::string way_out(Enforcement enforcement, bool has_device) {
    if (enforcement == Enforcement::guard) {
        return "until it shows a second factor: `mfa_tool " +
               std::string{has_device ? "verify" : "enroll"} +
               "` lifts the limits. What may run before: `mfa_tool status`.";
    }
    return std::string{"as long as it lasts: "} +
           (has_device ? "log in" : "set up your device with `mfa_tool enroll`, then log in") +
           " again in a way that asks for your code. What may run here: `mfa_tool status`.";
}

Message reply_limited(Enforcement enforcement, bool has_device) {
    Message reply = reply_verdict(Verdict::limited);
    reply.add(Field::message, "This session is limited " + way_out(enforcement, has_device))
        .add(Field::limits_by, name_of(enforcement));
    return reply;
}

std::string_view limits_for_log(Enforcement enforcement) {
    switch (enforcement) {
    case Enforcement::none:
        return "";
    case Enforcement::guard:
        return "limited";
    case Enforcement::landlock:
        return "landlock";
    }
    return "";
}

/// Adds a ticket that says what this authentication ended with.
Result<> add_ticket(const Services& services, const Ticket& ticket, Message& reply) {
    const BootTime now = services.boot_clock.now();
    TRY(services.tickets.reap(now));
    reply.add(Field::ticket, TRY(services.tickets.issue(ticket, services.random, now)));
    return {};
}

/// How a user without an enabled device may come to one within this login, if at all: by a new one,
/// or by switching his own on again.
///
/// Enrolling is something that a door's program leads through. Who is not root has mfa_tool for it,
/// where the session that he sits in is asked about, and not a login of his own making.
std::optional<Conversation::Stage> enrolment_in_login(const Authorizer& authorizer,
                                                      const Caller& caller, const Login& login,
                                                      device::Account& account,
                                                      const Message& request) {
    if (!caller.is_root() || request.number(Field::can_enroll).value_or(0) != 1) {
        return std::nullopt;
    }
    const std::string& name = login.principal().name;
    const Circumstances without = login.circumstances(no_factor);
    const device::Device* own = account.find(name);
    const bool exists = own != nullptr && device::is_switched_off(*own);
    const bool may_create =
        exists ||
        authorizer.ask(without, "iam:CreateVirtualMFADevice", authorizer.device_arn(name)).allowed;
    if (!may_create ||
        !authorizer.ask(without, "iam:EnableMFADevice", authorizer.user_arn(name)).allowed) {
        return std::nullopt;
    }
    return exists ? Conversation::Stage::switch_on : Conversation::Stage::enroll;
}

/// What takes the place of a key where the user has it already.
Message reply_switched_off(const device::Device& device) {
    Message reply = reply_ok();
    reply.add(Field::device, device.name)
        .add(Field::state, "switched_off")
        .add_number(Field::digits, device.parameters.digits)
        .add_number(Field::period_s, device.parameters.period_s);
    return reply;
}

void log_why_not_limited(const Services& services, const Login& login) {
    if (const auto cause = why_not_limited(services, login)) {
        services.log.write(audit::Severity::error, audit::Event{"not_limited"}
                                                       .with("user", login.principal().name)
                                                       .with("service", login.service())
                                                       .with("cause", *cause));
    }
}

/// Of an account that the evidence may hold open already.
Result<bool> is_turned_away(const Services& services, const Login& login,
                            const Evidence& evidence) {
    if (evidence.account) {
        return is_shut_out(*evidence.account);
    }
    return is_shut_out(services, login.owner());
}

} // namespace

Result<Answer> Authority::auth_begin(const Message& request) {
    const Login login = TRY(Login::read(request, m_services, m_caller));
    if (login.forbidden()) {
        return answer_only(reply_refused("you can authenticate as yourself only"));
    }
    if (login.unknown()) {
        m_conversation = Conversation{login, Conversation::Stage::code};
        return answer_only(reply_verdict(Verdict::ask_code));
    }
    MfaFact fact = no_factor;
    if (!login.opens_session()) {
        const MfaFact running = TRY(session_fact(m_services, m_caller, login.subject()));
        fact = running.presence == MfaFact::Presence::present ? running : no_factor;
    }
    const auto go_on_without = [&](Verdict verdict) -> Result<Answer> {
        Message reply = reply_verdict(verdict);
        TRY(add_ticket(m_services, login.ticket(), reply));
        return answer_only(std::move(reply));
    };
    if (TRY(is_shut_out(m_services, login.owner()))) {
        // The prompt of everybody else, and no code is the right one.
        m_conversation = Conversation{login, Conversation::Stage::code};
        return answer_only(reply_verdict(Verdict::ask_code));
    }
    const Circumstances who = login.circumstances(fact);
    const std::string door = m_authorizer.service_arn(login.service());
    if (m_authorizer.ask(who, start_full_session, door).allowed) {
        return go_on_without(Verdict::not_needed);
    }
    auto account = TRY(device::Account::open(m_services.store, m_services.sealer, login.owner()));
    if (account.has_enabled_device()) {
        m_conversation = Conversation{login, Conversation::Stage::code};
        return answer_only(reply_verdict(Verdict::ask_code));
    }
    if (const auto stage = enrolment_in_login(m_authorizer, m_caller, login, account, request)) {
        m_conversation = Conversation{login, *stage};
        return answer_only(reply_verdict(Verdict::offer_enroll));
    }
    if (m_authorizer.ask(who, start_session, door).allowed) {
        return go_on_without(Verdict::without_factor);
    }
    return answer_only(reply_refused(m_caller.is_root()
                                         ? no_device_enabled
                                         : "you have no device enabled: run `mfa_tool enroll`"));
}

Result<Answer> Authority::auth_verify(const Message& request) {
    if (!m_conversation || m_conversation->stage != Conversation::Stage::code) {
        return Error{ErrorKind::protocol, "verify a code", "no login waits for one"};
    }
    const auto code = request.secret(Field::code);
    if (!code) {
        return Error{ErrorKind::protocol, "verify a code", "there is none in the request"};
    }
    const Login& login = m_conversation->login;
    TRY(wait_for_source(m_services, m_caller, login, *m_sink));
    if (login.unknown()) {
        return answer_only(*reply_to(device::Attempt{}));
    }
    auto account = TRY(device::Account::open(m_services.store, m_services.sealer, login.owner()));
    if (is_shut_out(account)) {
        log_shut_out(m_services, login.principal().name, login.service(), login.remote_host());
        return answer_only(*reply_to(device::Attempt{}));
    }
    const auto attempt = TRY(device::verify(account, *code, m_services.now()));
    log_attempt(m_services, "verify", login.principal().name, attempt, login.service(),
                login.remote_host());
    TRY(settle_source(m_services, m_caller, login, attempt));
    if (auto refused = reply_to(attempt)) {
        return answer_only(std::move(*refused));
    }
    Ticket ticket = login.ticket();
    ticket.factor =
        factor_shown_now(m_services, account, attempt, m_services.settings.grant_duration);
    Message reply = reply_ok();
    add_recovery_notice(account, attempt, reply);
    TRY(add_ticket(m_services, ticket, reply));
    m_conversation.reset();
    return answer_only(std::move(reply));
}

Result<Answer> Authority::auth_enroll_start(const Message& /*request*/) {
    using Stage = Conversation::Stage;
    if (!m_conversation ||
        (m_conversation->stage != Stage::enroll && m_conversation->stage != Stage::switch_on)) {
        return Error{ErrorKind::protocol, "start an enrolment", "no login was offered one"};
    }
    const Login& login = m_conversation->login;
    const std::string& name = login.principal().name;
    auto account = TRY(device::Account::open(m_services.store, m_services.sealer, login.owner()));
    if (m_conversation->stage == Stage::switch_on) {
        const device::Device* own = account.find(name);
        if (own == nullptr || !device::is_switched_off(*own)) {
            return answer_only(reply_failed("failed", "your device was changed just now: log in "
                                                      "again"));
        }
        m_conversation->stage = Stage::proof;
        return answer_only(reply_switched_off(*own));
    }
    const auto refusal = TRY(device::create(account, name, {}, m_services.settings.devices_per_user,
                                            m_services.random, m_services.now()));
    if (auto refused = reply_to(refusal, name)) {
        return answer_only(std::move(*refused));
    }
    log_change(m_services, "create", name, name, name);
    Message reply = reply_ok();
    TRY(add_secret(m_services, *account.find(name), name, reply));
    m_conversation->stage = Stage::proof;
    return answer_only(std::move(reply));
}

Result<Answer> Authority::auth_enroll_finish(const Message& request) {
    if (!m_conversation || m_conversation->stage != Conversation::Stage::proof) {
        return Error{ErrorKind::protocol, "finish an enrolment", "none was started"};
    }
    const auto codes = request.secrets(Field::code);
    if (codes.size() != 2) {
        return Error{ErrorKind::protocol, "finish an enrolment", "two codes are wanted"};
    }
    const Login& login = m_conversation->login;
    const std::string& name = login.principal().name;
    auto account = TRY(device::Account::open(m_services.store, m_services.sealer, login.owner()));
    const auto proof = TRY(device::prove_created(
        account, name, m_services.settings.devices_per_user, codes[0], codes[1], m_services.now()));
    if (auto refused = reply_to(proof.refusal, name)) {
        return answer_only(std::move(*refused));
    }
    log_attempt(m_services, "prove", name, proof.attempt, login.service(), login.remote_host());
    if (auto refused = reply_to(proof.attempt)) {
        return answer_only(std::move(*refused));
    }
    Ticket ticket = login.ticket();
    ticket.factor =
        factor_shown_now(m_services, *account.find(name), m_services.settings.grant_duration);
    ticket.enables_device = true;
    Message reply = reply_ok();
    TRY(add_ticket(m_services, ticket, reply));
    m_conversation.reset();
    return answer_only(std::move(reply));
}

Result<Answer> Authority::account(const Message& request) {
    const Login login = TRY(Login::read(request, m_services, m_caller));
    if (login.forbidden() || login.unknown()) {
        return answer_only(reply_refused("there is no such user, or it is not you"));
    }
    const auto evidence =
        TRY(gather_evidence(m_services, m_caller, login, request, UseTicket::look));
    if (TRY(is_turned_away(m_services, login, evidence))) {
        log_shut_out(m_services, login.principal().name, login.service(), login.remote_host());
        return answer_only(reply_refused(shut_out_sentence));
    }
    const Circumstances who = login.circumstances(evidence.fact);
    const std::string door = m_authorizer.service_arn(login.service());
    const Judgement full = m_authorizer.ask(who, start_full_session, door);
    if (full.allowed) {
        return answer_only(reply_verdict(Verdict::not_needed));
    }
    // A limited session needs somebody who enforces the limits; without that it is none.
    if (evidence.fact.presence != MfaFact::Presence::present &&
        m_authorizer.ask(who, start_session, door).allowed) {
        const Enforcement enforcement = enforcement_for(m_services, login);
        if (enforcement != Enforcement::none) {
            const auto account =
                TRY(device::Account::open(m_services.store, m_services.sealer, login.owner()));
            return answer_only(reply_limited(enforcement, account.has_enabled_device()));
        }
        log_why_not_limited(m_services, login);
        // Who brings a ticket back has been through auth: there was nothing to ask him for.
        return answer_only(reply_refused(evidence.ticket
                                             ? no_device_enabled
                                             : "a second factor is needed here: log in with a way "
                                               "that can ask for your code (keyboard-interactive), "
                                               "where you can also enrol a device"));
    }
    return answer_only(reply_refused("not authorized to start a session through " +
                                     login.service() + ": " + full.reason));
}

Result<Answer> Authority::session_open(const Message& request) {
    if (!m_caller.is_root()) {
        return answer_only(reply_forbidden("only root opens sessions"));
    }
    const Login login = TRY(Login::read(request, m_services, m_caller));
    if (login.unknown()) {
        return answer_only(reply_forbidden("there is no such user"));
    }
    const auto evidence =
        TRY(gather_evidence(m_services, m_caller, login, request, UseTicket::redeem));
    if (TRY(is_turned_away(m_services, login, evidence))) {
        log_shut_out(m_services, login.principal().name, login.service(), login.remote_host());
        return answer_only(reply_forbidden(shut_out_sentence));
    }
    const Circumstances who = login.circumstances(evidence.fact);
    const std::string door = m_authorizer.service_arn(login.service());
    const Judgement full = m_authorizer.ask(who, start_full_session, door);
    const auto enforcement = full.allowed ? Enforcement::none : enforcement_for(m_services, login);
    std::vector<Message> programs;
    if (!full.allowed) {
        if (evidence.fact.presence == MfaFact::Presence::present ||
            enforcement == Enforcement::none ||
            !m_authorizer.ask(who, start_session, door).allowed) {
            return answer_only(reply_denied(full));
        }
        if (enforcement == Enforcement::guard) {
            TRY(limit_session(m_services, m_authorizer, m_caller, login, who));
        } else {
            programs = path_items(Field::program,
                                  TRY(programs_for_landlock(m_services, m_authorizer, login, who)));
        }
    }
    const bool held_by_landlock = enforcement == Enforcement::landlock;
    const auto factor = evidence.ticket ? evidence.ticket->factor : std::nullopt;
    std::optional<session::SessionKey> key;
    if (login.opens_session() && (evidence.ticket || held_by_landlock)) {
        TRY(m_services.sessions.reap(m_services.boot_clock.now()));
        key = TRY(session::key_of_new_session(login.principal().uid, m_caller.process));
        TRY(m_services.sessions.write(
            *key, {login.subject(), login.remote_host(), factor, held_by_landlock}));
    } else if (factor && TRY(raise_session(m_services, m_caller, *evidence.account, *factor))) {
        key = m_caller.session.own;
    }
    m_services.log.write(audit::Severity::info, audit::Event{"session_open"}
                                                    .with("user", login.principal().name)
                                                    .with("service", login.service())
                                                    .with("rhost", login.remote_host())
                                                    .with("session", key.value_or(""))
                                                    .with("device", factor ? factor->device : "")
                                                    .with("limits", limits_for_log(enforcement)));
    if (enforcement == Enforcement::none) {
        return answer_only(reply_ok());
    }
    Message reply = reply_verdict(Verdict::limited);
    reply.add(Field::limits_by, name_of(enforcement));
    return Answer{std::move(programs), std::move(reply)};
}

Result<Answer> Authority::session_close(const Message& request) {
    if (!m_caller.is_root()) {
        return answer_only(reply_forbidden("only root closes sessions"));
    }
    const Login login = TRY(Login::read(request, m_services, m_caller));
    if (login.unknown() || !login.opens_session()) {
        return answer_only(reply_ok());
    }
    const auto key = TRY(session::key_of_new_session(login.principal().uid, m_caller.process));
    TRY(m_services.sessions.remove(key, login.subject()));
    TRY(close_limits(m_services, m_caller));
    m_services.log.write(audit::Severity::info, audit::Event{"session_close"}
                                                    .with("user", login.principal().name)
                                                    .with("service", login.service())
                                                    .with("session", key));
    return answer_only(reply_ok());
}

} // namespace mfa::authority
