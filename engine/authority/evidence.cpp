#include "engine/authority/evidence.hpp"

#include "engine/authority/device_facts.hpp"
#include "engine/authority/session_factor.hpp"
#include "engine/device/life_cycle.hpp"

#include <utility>

namespace mfa::authority {

namespace {

/// Whether the device that a ticket's factor rests on is in use, or is put to use now; of a
/// recovery code, whether its list is still there for a device.
Result<bool> is_in_use(const Services& services, const Caller& caller, device::Account& account,
                       const session::Ticket& ticket) {
    const auto& recovery = std::as_const(account).recovery();
    if (recovery && recovery->id == ticket.factor->device_id) {
        return account.has_enabled_device();
    }
    const device::Device* device = account.find(ticket.factor->device);
    if (device == nullptr || device->id != ticket.factor->device_id) {
        return false;
    }
    if (device->state == device::State::enabled) {
        return true;
    }
    if (!ticket.enables_device || !caller.is_root()) {
        return false;
    }
    const std::string& name = device->name;
    const auto refusal = TRY(device::commit_enable(account, name, device->id, services.now()));
    if (refusal == device::Refusal::none) {
        log_change(services, "enable", account.owner().user, account.owner().user, name);
    }
    return refusal == device::Refusal::none;
}

/// Takes out a factor that does not count any more.
Result<> check_factor(const Services& services, const Caller& caller, Evidence& evidence) {
    if (!TRY(is_in_use(services, caller, *evidence.account, *evidence.ticket))) {
        services.log.write(audit::Severity::notice,
                           audit::Event{"factor_void"}
                               .with("user", evidence.ticket->subject.user)
                               .with("device", evidence.ticket->factor->device));
        evidence.ticket->factor.reset();
    }
    return {};
}

} // namespace

Result<Evidence> gather_evidence(const Services& services, const Caller& caller, const Login& login,
                                 const wire::Message& request, UseTicket use) {
    Evidence evidence;
    const BootTime now = services.boot_clock.now();
    if (!login.opens_session()) {
        evidence.fact = TRY(session_fact(services, caller, login.subject()));
    }
    const auto token = request.secret(wire::Field::ticket);
    if (!token) {
        return evidence;
    }
    const session::Ticket expected = login.ticket();
    evidence.ticket = use == UseTicket::redeem ? TRY(services.tickets.redeem(*token, expected, now))
                                               : TRY(services.tickets.look(*token, expected, now));
    if (evidence.ticket->factor) {
        evidence.account =
            TRY(device::Account::open(services.store, services.sealer, login.owner()));
        TRY(check_factor(services, caller, evidence));
    }
    const MfaFact shown = fact_of(evidence.ticket->factor, now);
    if (evidence.fact.presence != MfaFact::Presence::present ||
        shown.presence == MfaFact::Presence::present) {
        evidence.fact = shown;
    }
    return evidence;
}

} // namespace mfa::authority
