#include "engine/authority/session_factor.hpp"

#include <algorithm>

namespace mfa::authority {

MfaFact fact_of(const std::optional<session::Factor>& factor, BootTime now) {
    if (!factor || now >= factor->expires_at) {
        return {MfaFact::Presence::absent, {}};
    }
    const auto age = std::max(now - factor->shown_at, BootTime{0});
    return {MfaFact::Presence::present, std::chrono::floor<std::chrono::seconds>(age)};
}

Result<MfaFact> session_fact(const Services& services, const Caller& caller,
                             const session::Subject& subject) {
    const auto record = TRY(services.sessions.find(caller.session, subject));
    return record ? fact_of(record->factor, services.boot_clock.now()) : MfaFact{};
}

session::Factor factor_shown_now(const Services& services, const device::Device& device,
                                 std::chrono::seconds duration) {
    const BootTime now = services.boot_clock.now();
    return {device.name, device.id, now, now + duration};
}

session::Factor factor_shown_now(const Services& services, device::Account& account,
                                 const device::Attempt& attempt, std::chrono::seconds duration) {
    if (attempt.recovery_id == 0) {
        return factor_shown_now(services, *account.find(attempt.device), duration);
    }
    const BootTime now = services.boot_clock.now();
    return {attempt.device, attempt.recovery_id, now, now + duration};
}

Result<> revoke_device(const Services& services, const device::Account& held,
                       std::uint32_t device_id) {
    const session::Subject subject{held.owner().user, held.owner().uid};
    TRY(services.sessions.revoke(subject, device_id));
    if (held.recovery() && !held.has_enabled_device()) {
        TRY(services.sessions.revoke(subject, held.recovery()->id));
    }
    return put_back_limits(services, subject);
}

Result<int> revoke_all(const Services& services, const session::Subject& subject) {
    const int ended = TRY(services.sessions.revoke_all(subject));
    TRY(put_back_limits(services, subject));
    return ended;
}

Result<std::optional<Raised>> raise_session(const Services& services, const Caller& caller,
                                            const device::Account& held,
                                            const session::Factor& factor) {
    if (!caller.session.own) {
        return std::optional<Raised>{};
    }
    const session::Subject subject{held.owner().user, held.owner().uid};
    const auto existing = TRY(services.sessions.find(caller.session, subject));
    const Enforcement limited_by = TRY(held_by(services, caller, existing));
    session::SessionRecord record =
        existing ? *existing : session::SessionRecord{subject, "", std::nullopt, false};
    record.factor = factor;
    TRY(services.sessions.write(*caller.session.own, record));
    TRY(lift_limits(services, caller, subject, factor.expires_at));
    return std::optional{Raised{limited_by, TRY(held_by(services, caller, existing))}};
}

} // namespace mfa::authority
