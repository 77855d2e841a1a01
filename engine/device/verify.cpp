#include "engine/device/verify.hpp"

#include "engine/device/recovery.hpp"
#include "engine/device/throttle.hpp"

#include <algorithm>
#include <cstdlib>

namespace mfa::device {

namespace {

constexpr otp::Step tolerance_steps = 1;

using Outcome = Attempt::Outcome;

/// For how long after they were shown two codes may have been typed.
constexpr std::chrono::seconds slow_typing{3600};

otp::StepRange window(const Device& device, std::int32_t drift_steps, const Moment& now) {
    const otp::Step center = otp::step_at(now.wall, device.parameters.period_s) + drift_steps;
    return {center - tolerance_steps, center + tolerance_steps};
}

bool contains(const otp::StepRange& range, otp::Step step) {
    return range.first <= step && step <= range.last;
}

/// The last step whose code could be accepted now. A tentative drift is a negative one.
otp::Step last_acceptable(const Device& device, const DeviceUsage& used, const Moment& now) {
    return window(device, used.drift_is_tentative ? 0 : used.drift_steps, now).last;
}

/// A step whose code was entered, and the drift that follows.
struct Match {
    otp::Step step;
    std::int32_t drift_steps;
    bool is_tentative;
};

Result<std::optional<Match>> find_match(const Device& device, const DeviceUsage& used,
                                        const SecretBuffer& code, const Moment& now) {
    const auto learned = window(device, used.drift_steps, now);
    const auto found = TRY(otp::find_step(device.secret, device.parameters, code, learned));
    if (!used.drift_is_tentative) {
        return found ? std::optional{Match{*found, used.drift_steps, false}} : std::nullopt;
    }
    const auto plain = window(device, 0, now);
    const auto on_time = TRY(otp::find_step(device.secret, device.parameters, code, plain));
    const auto step = on_time && (!found || *on_time > used.last_step) ? on_time : found;
    if (!step) {
        return std::optional<Match>{};
    }
    // Where the windows overlap a step in both tells nothing.
    const bool fits_learned = contains(learned, *step);
    return std::optional{
        Match{*step, fits_learned ? used.drift_steps : 0, fits_learned && contains(plain, *step)}};
}

/// Puts `settled` on disk as the outcome of an attempt that was written harsher before.
Result<Attempt> settle(Account& account, Usage settled, Attempt attempt, const Moment& now) {
    attempt.retry_after = throttle_remaining(settled, now.since_boot, now.boot);
    account.usage() = std::move(settled);
    TRY(account.save_usage(LockedFiles::Sync::later));
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
        return std::optional{Attempt{Outcome::throttled, {}, wait}};
    }
    return std::optional<Attempt>{};
}

} // namespace

Result<Attempt> verify(Account& account, const SecretBuffer& code, const Moment& now) {
    if (!account.has_enabled_device()) {
        return Attempt{Outcome::no_device, {}, {}};
    }
    if (auto refused = TRY(refused_by_throttle(account, now))) {
        return std::move(*refused);
    }
    if (auto attempt = TRY(verify_recovery_code(account, code, now))) {
        return std::move(*attempt);
    }
    std::vector<const Device*> enabled;
    for (const Device& device : account.devices()) {
        if (device.state == State::enabled) {
            enabled.push_back(&device);
            static_cast<void>(account.usage_of(device));
        }
    }
    const Usage before = account.usage();
    account.usage() = with_failure(before, now);
    for (const Device* device : enabled) {
        DeviceUsage& used = account.usage_of(*device);
        used.last_step = std::max(used.last_step, last_acceptable(*device, used, now));
    }
    TRY(account.save_usage(LockedFiles::Sync::wait));

    // Every device is tried, so that the time taken says nothing about which one matched.
    Usage settled = before;
    Attempt attempt{Outcome::wrong, {}, {}};
    for (const Device* device : enabled) {
        const auto used =
            std::find_if(settled.devices.begin(), settled.devices.end(),
                         [device](const DeviceUsage& entry) { return entry.id == device->id; });
        const auto match = TRY(find_match(*device, *used, code, now));
        if (!match || attempt.outcome == Outcome::accepted) {
            continue;
        }
        if (match->step <= used->last_step) {
            attempt.outcome = Outcome::spent;
            continue;
        }
        used->last_step = match->step;
        used->drift_steps = match->drift_steps;
        used->drift_is_tentative = match->is_tentative;
        used->last_used_at = now.wall;
        attempt = {Outcome::accepted, device->name, {}};
    }
    if (attempt.outcome == Outcome::accepted) {
        settled.failures = 0;
    } else if (attempt.outcome == Outcome::wrong) {
        settled = with_failure(before, now);
    }
    return settle(account, std::move(settled), std::move(attempt), now);
}

Result<Attempt> prove(Account& account, Device& device, const SecretBuffer& first,
                      const SecretBuffer& second, std::chrono::seconds reach, const Moment& now) {
    if (first.equals(second)) {
        return Attempt{Outcome::same_code, {}, {}};
    }
    if (auto refused = TRY(refused_by_throttle(account, now))) {
        return std::move(*refused);
    }
    static_cast<void>(account.usage_of(device));
    const Usage before = account.usage();
    account.usage() = with_failure(before, now);
    TRY(account.save_usage(LockedFiles::Sync::wait));

    const otp::Step present = otp::step_at(now.wall, device.parameters.period_s);
    const otp::Step reach_steps = reach.count() / device.parameters.period_s;
    const auto step = TRY(otp::find_consecutive(device.secret, device.parameters, first, second,
                                                {present - reach_steps, present + reach_steps}));
    if (!step) {
        return settle(account, with_failure(before, now), {Outcome::wrong, {}, {}}, now);
    }
    account.usage() = before;
    DeviceUsage& used = account.usage_of(device);
    if (*step <= used.last_step) {
        return settle(account, before, {Outcome::spent, {}, {}}, now);
    }
    account.usage().failures = 0;
    used.last_step = *step + 1;
    used.last_used_at = now.wall;
    // Somebody who types slowly is no clock that is slow: within the tolerance there is no drift.
    const otp::Step offset = *step + 1 - present;
    used.drift_steps = std::abs(offset) <= tolerance_steps ? 0 : static_cast<std::int32_t>(offset);
    used.drift_is_tentative =
        used.drift_steps < 0 && -offset <= slow_typing.count() / device.parameters.period_s;
    TRY(account.save_usage(LockedFiles::Sync::wait));
    return Attempt{Outcome::accepted, device.name, {}};
}

std::int64_t drift_s(const Device& device, const DeviceUsage& usage) {
    return std::int64_t{usage.drift_steps} * device.parameters.period_s;
}

} // namespace mfa::device
