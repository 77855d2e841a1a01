// Whether this host's clock is right, as far as its users' devices can tell.
//
// Each device's clock is off by itself. Where many devices of different people are off in the same
// direction at the same time, it is not they.
#pragma once

#include "engine/base/clock.hpp"
#include "engine/device/account.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace mfa::authority {

class ClockSurvey {
public:
    /// Asks the TOTP device that the user has used last, if that was within a week. A drift that
    /// may be a person's who typed late counts as none.
    void add(device::Account& account, WallTime now);

    struct Finding {
        std::int64_t drift_s; ///< of the devices against the host, in the middle; positive: the
                              ///< host is behind
        std::size_t agreeing; ///< devices that are off by more than a step in this direction
        std::size_t asked;
    };
    /// When at least five were asked and most of them agree.
    [[nodiscard]] std::optional<Finding> finding() const;

private:
    std::size_t m_asked = 0;
    std::vector<std::int32_t> m_ahead; ///< seconds
    std::vector<std::int32_t> m_behind;
};

} // namespace mfa::authority
