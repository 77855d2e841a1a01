#include "engine/device/throttle.hpp"

#include <algorithm>
#include <limits>

namespace mfa::device {

using std::chrono::seconds;

std::chrono::seconds throttle_wait(std::uint32_t failures) {
    constexpr std::uint32_t free_failures = 5;
    constexpr seconds first_wait{30};
    constexpr seconds longest_wait{3600};
    if (failures < free_failures) {
        return seconds{0};
    }
    const std::uint32_t doublings = std::min<std::uint32_t>(failures - free_failures, 16);
    return std::min(first_wait * (std::int64_t{1} << doublings), longest_wait);
}

std::chrono::seconds throttle_remaining(const Usage& usage, BootTime now, std::string_view boot) {
    const seconds wait = throttle_wait(usage.failures);
    const BootTime since = usage.boot == boot ? std::min(usage.last_failure, now) : BootTime{0};
    const BootTime left = since + wait - now;
    return std::clamp(std::chrono::ceil<seconds>(left), seconds{0}, wait);
}

void throttle_failed(Usage& usage, BootTime now, std::string_view boot) {
    if (usage.failures < std::numeric_limits<std::uint32_t>::max()) {
        ++usage.failures;
    }
    usage.last_failure = now;
    usage.boot = boot;
}

} // namespace mfa::device
