#include "engine/device/matching.hpp"

#include <algorithm>
#include <cstdlib>

namespace mfa::device {

namespace {

constexpr otp::Step tolerance_steps = 1;
constexpr otp::Step look_ahead = 10;
constexpr otp::Step look_back = 10;

/// For how long after they were shown two codes may have been typed.
constexpr std::chrono::seconds slow_typing{3600};

otp::StepRange window(const Device& device, std::int32_t drift_steps, WallTime now) {
    const otp::Step center = otp::step_at(now, device.parameters.period_s) + drift_steps;
    return {center - tolerance_steps, center + tolerance_steps};
}

bool contains(const otp::StepRange& range, otp::Step step) {
    return range.first <= step && step <= range.last;
}

Result<std::optional<Match>> find_counter(const Device& device, const DeviceUsage& used,
                                          const SecretBuffer& code) {
    const auto found =
        TRY(otp::find_step(device.secret, device.parameters, code,
                           {used.last_step - look_back + 1, used.last_step + look_ahead}));
    return found ? std::optional{Match{*found, 0, false}} : std::nullopt;
}

/// Whether two strays of one device are what a device shows that is out of step.
bool agree(const Device& device, const Stray& before, const Stray& stray) {
    if (before.device_id != stray.device_id || before.step == stray.step) {
        return false;
    }
    if (device.parameters.kind == otp::Kind::hotp) {
        return before.step < stray.step && stray.step - before.step <= look_ahead;
    }
    return std::abs(before.offset_steps - stray.offset_steps) <= tolerance_steps;
}

} // namespace

Result<std::optional<Match>> find_match(const Device& device, const DeviceUsage& used,
                                        const SecretBuffer& code, WallTime now) {
    if (device.parameters.kind == otp::Kind::hotp) {
        return find_counter(device, used, code);
    }
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

otp::Step last_acceptable(const Device& device, const DeviceUsage& used, WallTime now) {
    if (device.parameters.kind == otp::Kind::hotp) {
        return used.last_step + look_ahead;
    }
    return window(device, used.drift_is_tentative ? 0 : used.drift_steps, now).last;
}

otp::StepRange steps_within(const Device& device, const DeviceUsage& used, const Reach& reach,
                            WallTime now) {
    if (device.parameters.kind == otp::Kind::hotp) {
        return {used.last_step + 1, used.last_step + reach.counters};
    }
    const otp::Step present = otp::step_at(now, device.parameters.period_s);
    const otp::Step steps = reach.clock.count() / device.parameters.period_s;
    return {present - steps, present + steps};
}

std::int64_t offset_of(const Device& device, const DeviceUsage& used, otp::Step step,
                       WallTime now) {
    return device.parameters.kind == otp::Kind::hotp
               ? step - used.last_step
               : step - otp::step_at(now, device.parameters.period_s);
}

void learn_drift(const Device& device, DeviceUsage& used, otp::Step step, WallTime now) {
    if (device.parameters.kind == otp::Kind::hotp) {
        return;
    }
    const auto offset = static_cast<std::int32_t>(offset_of(device, used, step, now));
    used.drift_steps = std::abs(offset) <= tolerance_steps ? 0 : offset;
    used.drift_is_tentative =
        used.drift_steps < 0 && -offset <= slow_typing.count() / device.parameters.period_s;
}

Result<Stray> find_stray(const Device& device, const DeviceUsage& used, const SecretBuffer& code,
                         const Stray& before, WallTime now) {
    const auto step = TRY(otp::find_step(device.secret, device.parameters, code,
                                         steps_within(device, used, resync_reach, now)));
    if (!step) {
        return before;
    }
    Stray stray{device.id, *step, static_cast<std::int32_t>(offset_of(device, used, *step, now)),
                false};
    stray.is_confirmed = agree(device, before, stray);
    return stray;
}

} // namespace mfa::device
