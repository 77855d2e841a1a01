#include "engine/present/duration.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace mfa::present {

namespace {

struct Unit {
    std::chrono::seconds::rep seconds;
    std::string_view name;
};

constexpr std::array<Unit, 3> units{{{86400, " d"}, {3600, " h"}, {60, " min"}}};

} // namespace

std::string duration_in_words(std::chrono::seconds duration) {
    const auto seconds = std::max<std::chrono::seconds::rep>(duration.count(), 0);
    for (const Unit& unit : units) {
        const bool even = seconds > 0 && seconds % unit.seconds == 0;
        if (even || seconds >= 2 * unit.seconds) {
            const auto count = seconds / unit.seconds + (seconds % unit.seconds == 0 ? 0 : 1);
            return std::to_string(count) + std::string{unit.name};
        }
    }
    return std::to_string(seconds) + " s";
}

std::string try_again_in(std::chrono::seconds wait) {
    // Never "0 s": whoever is told to wait is told for how long.
    const std::chrono::seconds shown = std::max(wait, std::chrono::seconds{1});
    const std::string plain = std::to_string(shown.count()) + " s";
    const std::string words = duration_in_words(shown);
    return "try again in " + plain + (words == plain ? "" : " (" + words + ")");
}

} // namespace mfa::present
