#pragma once

#include <chrono>
#include <string>

namespace mfa::present {

/// A duration as people say it: "30 s", "90 s", "5 min", "2 h", "3 d". Rounded up to the unit, and
/// the unit changes only from two of the next one on, unless it comes out even ("1 min", "1 h").
/// Nothing and less is "0 s".
std::string duration_in_words(std::chrono::seconds duration);

/// How long to wait, in seconds as scripts match it and in words where those say more:
/// "try again in 30 s", "try again in 480 s (8 min)".
std::string try_again_in(std::chrono::seconds wait);

} // namespace mfa::present
