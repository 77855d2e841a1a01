#include "engine/authority/clock_survey.hpp"

#include "engine/device/verify.hpp"

#include <algorithm>
#include <chrono>

namespace mfa::authority {

namespace {

constexpr std::size_t asked_least = 5;
constexpr std::chrono::hours recently{7 * 24};

struct Drift {
    std::int32_t seconds = 0;
    std::int32_t period_s = 0;
};

/// Of the device used last; nothing where none was used lately.
std::optional<Drift> drift_of(device::Account& account, WallTime now) {
    std::optional<Drift> drift;
    std::optional<WallTime> latest;
    const auto stray = device::confirmed_stray(account);
    for (const device::Device& device : account.devices()) {
        if (device.state != device::State::enabled || device.parameters.kind != otp::Kind::totp) {
            continue;
        }
        const device::DeviceUsage& used = account.usage_of(device);
        if (!used.last_used_at || *used.last_used_at + recently < now ||
            *used.last_used_at <= latest.value_or(WallTime::min())) {
            continue;
        }
        latest = used.last_used_at;
        const std::int64_t learned = used.drift_is_tentative ? 0 : device::drift_s(device, used);
        const bool is_astray = stray && stray->device == device.name;
        drift = Drift{static_cast<std::int32_t>(is_astray ? stray->amount : learned),
                      static_cast<std::int32_t>(device.parameters.period_s)};
    }
    return drift;
}

} // namespace

void ClockSurvey::add(device::Account& account, WallTime now) {
    const auto drift = drift_of(account, now);
    if (!drift) {
        return;
    }
    ++m_asked;
    if (drift->seconds > drift->period_s) {
        m_ahead.push_back(drift->seconds);
    } else if (drift->seconds < -drift->period_s) {
        m_behind.push_back(drift->seconds);
    }
}

std::optional<ClockSurvey::Finding> ClockSurvey::finding() const {
    std::vector<std::int32_t> most = m_ahead.size() > m_behind.size() ? m_ahead : m_behind;
    if (m_asked < asked_least || most.size() * 2 <= m_asked) {
        return std::nullopt;
    }
    const auto middle = most.begin() + static_cast<std::ptrdiff_t>(most.size() / 2);
    std::nth_element(most.begin(), middle, most.end());
    return Finding{*middle, most.size(), m_asked};
}

} // namespace mfa::authority
