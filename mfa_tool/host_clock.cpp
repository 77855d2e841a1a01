#include "mfa_tool/host_clock.hpp"

#include <sys/timex.h>

namespace mfa::tool {

std::optional<bool> clock_is_synchronised() {
    timex state{}; // modes 0: asks and changes nothing
    const int answer = ::adjtimex(&state);
    if (answer < 0) {
        return std::nullopt;
    }
    return answer != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
}

} // namespace mfa::tool
