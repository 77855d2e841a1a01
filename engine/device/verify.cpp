#include "engine/device/verify.hpp"

#include "engine/device/recovery.hpp"
#include "engine/device/throttle.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace mfa::device {

namespace {

using Outcome = Attempt::Outcome;

using Sync = LockedFiles::Sync;

/// Writes `settled` as the outcome of an attempt that was written harsher before.
Result<Attempt> settle(Account& account, Usage settled, Attempt attempt, const Moment& now,
                       Sync sync = Sync::later) {
    attempt.retry_after = throttle_remaining(settled, now.since_boot, now.boot);
    account.usage() = std::move(settled);
    TRY(account.save_usage(sync));
    return attempt;
}

Usage with_failure(const Usage& before, const Moment& now) {
    Usage failed = before;
    throttle_failed(failed, now.since_boot, now.boot);
    return failed;
}

Result<std::optional<Attempt>> refused_by_throttle(const Account& account, const Moment& now) {
    const auto wait = throttle_remaining(account.usage(), now.since_boot, now.boot);
    if (wait.count() > 0) {
        return std::optional{Attempt{Outcome::throttled, {}, wait, {}}};
    }
    return std::optional<Attempt>{};
}

std::vector<const Device*> enabled_devices(Account& account) {
    std::vector<const Device*> enabled;
    for (const Device& device : account.devices()) {
        if (device.state == State::enabled) {
            enabled.push_back(&device);
            static_cast<void>(account.usage_of(device));
        }
    }
    return enabled;
}

/// Of a device that has its usage there.
DeviceUsage& usage_in(Usage& usage, const Device& device) {
    return *std::find_if(usage.devices.begin(), usage.devices.end(),
                         [&device](const DeviceUsage& entry) { return entry.id == device.id; });
}

void forget_stray(Usage& usage, const Device& device) {
    if (usage.stray.device_id == device.id) {
        usage.stray = {};
    }
}

Astray astray_of(const Device& device, const Stray& stray) {
    const bool counts = device.parameters.kind == otp::Kind::hotp;
    return {device.name, device.parameters.kind,
            std::int64_t{stray.offset_steps} * (counts ? 1 : device.parameters.period_s)};
}

/// Looks whether a wrong code says that its device is out of step.
Result<std::optional<Astray>> note_stray(Usage& usage, const std::vector<const Device*>& enabled,
                                         const SecretBuffer& code, const Moment& now) {
    const Stray before = usage.stray;
    std::optional<Astray> astray;
    for (const Device* device : enabled) {
        const Stray stray =
            TRY(find_stray(*device, usage_in(usage, *device), code, before, now.wall));
        if (stray.device_id == device->id && stray.step != before.step) {
            usage.stray = stray;
            astray = stray.is_confirmed ? std::optional{astray_of(*device, stray)} : std::nullopt;
        }
    }
    return astray;
}

} // namespace

Result<Attempt> verify(Account& account, const SecretBuffer& code, const Moment& now) {
    if (!account.has_enabled_device()) {
        return Attempt{Outcome::no_device, {}, {}, {}};
    }
    if (auto refused = TRY(refused_by_throttle(account, now))) {
        return std::move(*refused);
    }
    if (auto attempt = TRY(verify_recovery_code(account, code, now))) {
        return std::move(*attempt);
    }
    const auto enabled = enabled_devices(account);
    const Usage before = account.usage();
    account.usage() = with_failure(before, now);
    for (const Device* device : enabled) {
        DeviceUsage& used = account.usage_of(*device);
        if (device->parameters.kind == otp::Kind::totp) {
            used.last_step = std::max(used.last_step, last_acceptable(*device, used, now.wall));
        }
    }
    TRY(account.save_usage(Sync::wait));

    // Every device is tried, so that the time taken says nothing about which one matched.
    Usage settled = before;
    Attempt attempt{Outcome::wrong, {}, {}, {}};
    Sync sync = Sync::later;
    for (const Device* device : enabled) {
        DeviceUsage& used = usage_in(settled, *device);
        const auto match = TRY(find_match(*device, used, code, now.wall));
        if (!match || attempt.outcome == Outcome::accepted) {
            continue;
        }
        if (match->step <= used.last_step) {
            attempt.outcome = Outcome::spent;
            continue;
        }
        used.last_step = match->step;
        used.drift_steps = match->drift_steps;
        used.drift_is_tentative = match->is_tentative;
        used.last_used_at = now.wall;
        forget_stray(settled, *device);
        attempt = {Outcome::accepted, device->name, {}, {}};
        sync = device->parameters.kind == otp::Kind::hotp ? Sync::wait : Sync::later;
    }
    if (attempt.outcome == Outcome::accepted) {
        settled.failures = 0;
    } else if (attempt.outcome == Outcome::wrong) {
        attempt.astray = TRY(note_stray(settled, enabled, code, now));
        throttle_failed(settled, now.since_boot, now.boot);
    }
    return settle(account, std::move(settled), std::move(attempt), now, sync);
}

Result<Attempt> prove(Account& account, Device& device, const SecretBuffer& first,
                      const SecretBuffer& second, const Reach& reach, const Moment& now) {
    if (first.equals(second)) {
        return Attempt{Outcome::same_code, {}, {}, {}};
    }
    if (auto refused = TRY(refused_by_throttle(account, now))) {
        return std::move(*refused);
    }
    static_cast<void>(account.usage_of(device));
    const Usage before = account.usage();
    account.usage() = with_failure(before, now);
    TRY(account.save_usage(Sync::wait));

    Usage settled = before;
    DeviceUsage& used = usage_in(settled, device);
    const auto step = TRY(otp::find_consecutive(device.secret, device.parameters, first, second,
                                                steps_within(device, used, reach, now.wall)));
    if (!step) {
        return settle(account, with_failure(before, now), {Outcome::wrong, {}, {}, {}}, now);
    }
    if (*step <= used.last_step) {
        return settle(account, before, {Outcome::spent, {}, {}, {}}, now);
    }
    Attempt attempt{Outcome::accepted, device.name, {}, {}};
    if (device.parameters.kind == otp::Kind::hotp) {
        attempt.skipped = *step - used.last_step - 1;
    }
    learn_drift(device, used, *step + 1, now.wall);
    used.last_step = *step + 1;
    used.last_used_at = now.wall;
    settled.failures = 0;
    forget_stray(settled, device);
    return settle(account, std::move(settled), std::move(attempt), now, Sync::wait);
}

std::optional<Astray> confirmed_stray(const Account& account) {
    const Stray& stray = account.usage().stray;
    const auto device = std::find_if(
        account.devices().begin(), account.devices().end(), [&stray](const Device& candidate) {
            return candidate.id == stray.device_id && candidate.state == State::enabled;
        });
    if (!stray.is_confirmed || device == account.devices().end()) {
        return std::nullopt;
    }
    return astray_of(*device, stray);
}

std::int64_t drift_s(const Device& device, const DeviceUsage& usage) {
    return std::int64_t{usage.drift_steps} * device.parameters.period_s;
}

} // namespace mfa::device
